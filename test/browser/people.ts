/** What tests of the page need of a room before anybody opens it. */
import { Client } from "../support/client";
import type { Page } from "./page";

/** A server as two browsers see it: what one keeps, the other does not have. */
export function twoOf(url: string) {
  const { port } = new URL(url);
  return { ofAda: `http://127.0.0.1:${port}`, ofLin: `http://localhost:${port}` };
}

const AT_ONCE = 500;

/** Has somebody say `message 1` to `message count` in a room. */
export async function fill(url: string, count: number, room = "lobby"): Promise<void> {
  await using lin = await Client.connect(url, "websocket", { key: "the key of lin, who talks" });
  await lin.ask("join", { room });
  // The connection keeps their order; and no answer is waited for longer than a few hundred take.
  for (let from = 1; from <= count; from += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, count - from + 1) }, (_, n) => from + n);
    await Promise.all(numbers.map((n) => lin.say(`message ${n}`, { room, name: "lin" })));
  }
}

/** The `seq` of the lines that one sees, wholly or in part. */
export function inSight(page: Page): Promise<number[]> {
  return page.get(`(() => {
    const { top, bottom } = document.querySelector(".log").getBoundingClientRect();
    return [...document.querySelectorAll("[data-seq]")]
      .filter((line) => {
        const box = line.getBoundingClientRect();
        return box.bottom > top && box.top < bottom;
      })
      .map((line) => Number(line.dataset.seq));
  })()`);
}

/** Waits until the page listens to its keys, which it fetches once it has been drawn. The box has the focus then. */
export function listensToKeys(page: Page): Promise<unknown> {
  const press = 'dispatchEvent(new KeyboardEvent("keydown", { key: "/", cancelable: true }))';
  return page.until("the page listening to its keys", `!${press}`);
}

/**
 * Waits until a reload gets the kept page where the server gives none. The service worker keeps the page while it is
 * installed, but no request goes through it before it is active.
 */
export async function keepsShell(page: Page): Promise<void> {
  const isMain = "(kept) => kept?.text().then((text) => text.includes('/main.js'))";
  await page.until("the page being kept", `caches.match("/").then(${isMain})`);
  await page.until("the active worker", "navigator.serviceWorker.ready.then(() => true)");
}

/** Waits until the browser keeps so many messages of a room, which the page stores a moment after they are shown. */
export function keepsMessages(page: Page, count: number, room = "lobby"): Promise<unknown> {
  const request = `get(${JSON.stringify(room)})`;
  const isKept = `(kept) => kept?.messages.length === ${count}`;
  return page.until(`${count} messages kept`, inDatabase("rooms", request, isKept));
}

/** Presses what loads the page anew, and waits for the new page: the old one is there, and online, until the new one begins. */
export async function reloadsBy(page: Page, name: string): Promise<void> {
  await page.get("void (window.isLeft = true)");
  await page.press(name);
  await page.until("the new page", "window.isLeft === undefined");
  await page.online();
}

/** Presses a button of the dialog that is open, which may grow, and move its buttons, while a click is on its way. */
export function choosesInDialog(page: Page, name: string): Promise<unknown> {
  const find = `[...document.querySelectorAll("dialog button")].find(({ innerText }) => innerText === ${JSON.stringify(name)})`;
  return page.until(`${name} in the dialog`, `((one) => one && (one.click(), true))(${find})`);
}

/** From now on, what says `spoilt` reaches the server as no text, which it refuses: the box sends nothing that is refused. */
export async function spoils(page: Page): Promise<void> {
  await page.get(`(() => {
    const { send } = WebSocket.prototype;
    WebSocket.prototype.send = function (data) {
      send.call(this, String(data).replace('"txt":"spoilt"', '"txt":""'));
    };
  })()`);
}

/** Notes in the page's `heard` all that is read out from now on. */
export async function listens(page: Page): Promise<void> {
  await page.get(`(() => {
    window.heard = [];
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) for (const node of addedNodes) heard.push(node.textContent);
    }).observe(document.querySelector("#announcer"), { childList: true, subtree: true });
  })()`);
}

const isInSight = (seq: number) => `(() => {
  const line = document.querySelector('[data-seq="${seq}"]')?.getBoundingClientRect();
  const log = document.querySelector(".log").getBoundingClientRect();
  return line && line.bottom > log.top && line.top < log.bottom;
})()`;

/** Waits until a line is seen. */
export function sees(page: Page, seq: number): Promise<unknown> {
  return page.until(`message ${seq} in sight`, isInSight(seq));
}

/** Scrolls on by so many pixels, up with a negative number, until a line is seen. The page counts them in `turned`. */
export function scrollsTo(page: Page, seq: number, pixels: number): Promise<unknown> {
  const step = `((log, before) => {
    log.scrollBy(0, ${pixels});
    window.turned = (window.turned ?? 0) + log.scrollTop - before;
  })(document.querySelector(".log"), document.querySelector(".log").scrollTop)`;
  return page.until(`message ${seq} in sight`, `(${isInSight(seq)} || ${step})`);
}

/** A promise, in the page, of whether its database has something: `look` is given the request's result. */
export function inDatabase(table: string, request: string, look: string): string {
  return `new Promise((resolve) => {
    const opening = indexedDB.open("chuan");
    opening.onsuccess = () => {
      const reading = opening.result.transaction("${table}").objectStore("${table}").${request};
      reading.onsuccess = () => resolve((${look})(reading.result));
      opening.result.close();
    };
  })`;
}
