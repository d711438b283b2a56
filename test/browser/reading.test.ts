import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { openSqliteLog } from "../../src/store";
import { Client } from "../support/client";
import { within } from "../support/deadline";
import { deskOfAda } from "./desk";
import type { Page } from "./page";
import { fill, inSight, keepsMessages, scrollsTo, sees } from "./people";
import { samePlace } from "./same-place";

const place = samePlace();

const sit = deskOfAda();

const away = "document.querySelector('.newest') !== null";

test("a room opens at the first message that one has not read, with a line that says so", async () => {
  const { ada, room, address, url } = await sit({ before: (there, at) => fill(at, 5, there) });
  await sees(ada, 5);
  // Leaving the page: it would go on reading.
  await ada.view.navigate(`${url}/healthz`);
  await fill(url, 200, room);
  await ada.view.navigate(address);
  await sees(ada, 6);
  const line = "document.querySelector('[data-seq=\"6\"] .unread-line')?.innerText";
  expect(await ada.until<string>("the line", line)).toBe("New messages");
  expect(await inSight(ada)).not.toContain(205);
  await ada.press("Jump to latest");
  await sees(ada, 205);
});

test("the line above the first unread message is there also when the browser had kept that message", async () => {
  const { ada, room } = await sit({ before: (there, url) => fill(url, 8, there) });
  await sees(ada, 8);
  await keepsMessages(ada, 8, room);
  await ada.get(
    `localStorage.setItem("chuan.rooms", '[{"room":"${room}","seen":5,"tell":"mentions"}]')`,
  );
  await ada.view.reload();
  await ada.online();
  await ada.until("the line", "document.querySelector('[data-seq=\"6\"] .unread-line') !== null");
});

test("one stays where one reads when something arrives, and the way to the newest says how many", async () => {
  const { ada, room, url } = await sit({ before: (there, at) => fill(at, 60, there) });
  await sees(ada, 60);
  await scrollsTo(ada, 30, -300);
  await ada.until("the way to the newest", away);
  const before = await inSight(ada);
  await fill(url, 3, room);
  await ada.until("three new", "document.querySelector('.newest')?.innerText.includes('3')");
  expect(await inSight(ada)).toEqual(before);
  await ada.press("Jump to latest");
  await sees(ada, 63);
  await ada.until("being at the end", `!(${away})`);
  await fill(url, 1, room);
  await sees(ada, 64);
  await ada.look(false);
  await fill(url, 60, room);
  await ada.until("60 new", "document.querySelector('.newest')?.innerText.includes('60')");
  expect(await inSight(ada)).toContain(65);
  await ada.look(true);
});

/** Notes in the page's `jumps` by how many pixels a text moved, in any frame, more or less than it was scrolled. */
async function watchesJumps(page: Page): Promise<void> {
  await page.get(`(() => {
    const jumps = (window.jumps = []);
    window.turned = 0;
    let last;
    const topOf = (line) => line.querySelector(".txt").getBoundingClientRect().top;
    const look = () => {
      // Another test watches now.
      if (jumps !== window.jumps) return;
      if (last?.line.isConnected) {
        const moved = topOf(last.line) - last.top + turned - last.turned;
        if (Math.abs(moved) > 2) jumps.push(moved);
      }
      const log = document.querySelector(".log").getBoundingClientRect();
      const lines = [...document.querySelectorAll("[data-seq]")];
      const line = lines.find((one) => one.getBoundingClientRect().bottom > log.top + 50);
      last = line && { line, top: topOf(line), turned };
      requestAnimationFrame(look);
    };
    look();
  })()`);
}

/** The very top is where nothing is above the first line yet; until there is, the day and the writer stand above its text. */
const SCROLLED = { "a little at a time": -350, "to the very top at once": -5000 };

test.each(Object.entries(SCROLLED))(
  "who reads the newest goes along with it, and older history comes without a jump, scrolled %s",
  async (_, pixels) => {
    const { ada, room, url } = await sit({ before: (there, at) => fill(at, 190, there) });
    await sees(ada, 190);
    // With these, the page takes out what is far above.
    await fill(url, 20, room);
    await sees(ada, 210);
    await watchesJumps(ada);
    await scrollsTo(ada, 1, pixels);
    await ada.shows(`The beginning of ${room}`);
    expect(await ada.get<number[]>("jumps")).toEqual([]);
  },
);

test("where older messages were removed, the page does not call that the beginning", async () => {
  const folder = await mkdtemp(`${tmpdir()}/chuan-retention-`);
  const path = `${folder}/chuan.db`;
  const log = openSqliteLog(path, () => {});
  for (const id of ["old", "young"])
    await log.append({ room: "lobby", id, from: "lin", name: "lin", txt: id });
  await log.close();
  const file = new Database(path);
  file.run("UPDATE messages SET at = 0 WHERE seq = 1");
  file.close();
  await using server = await place.serve({ DATABASE_URL: `sqlite:${path}`, RETENTION_DAYS: "7" });
  await using lin = await Client.connect(server.url);
  const floor = async () =>
    ((await lin.ask("history", { room: "lobby" })) as { floor: number }).floor;
  const removed = async () => {
    while ((await floor()) < 2) await Bun.sleep(5);
  };
  await within(10_000, "the removal", removed());
  const ada = await place.open(server.url);
  await ada.introduce("ada");
  await ada.shows("Older messages are no longer kept.");
  expect(await ada.get<string>("document.querySelector('.log').innerText")).not.toContain(
    "The beginning",
  );
  await rm(folder, { recursive: true });
});

test("a link leads to its message in its place, and from there on down to the newest and to the next link", async () => {
  await using server = await place.serve();
  await fill(server.url, 400, "designers");
  // Tall enough to show all that is read at first.
  const ada = await place.open(`${server.url}/r/designers#7`, { width: 1280, height: 1300 });
  await ada.introduce("ada");
  await sees(ada, 7);
  expect(await ada.get<string>("document.querySelector('.marked .txt').textContent")).toBe(
    "message 7",
  );
  expect(await inSight(ada)).not.toContain(400);
  await scrollsTo(ada, 400, 600);
  await fill(server.url, 1, "designers");
  await sees(ada, 401);
  await ada.view.reload();
  await ada.press("Jump to latest");
  await sees(ada, 401);
  await ada.get("location.hash = '#9'");
  await sees(ada, 9);
});

/** What one scrolls towards, from where, by how many pixels, and which line is the last one there. */
const EDGES: [string, number, number, number][] = [
  ["newer", 7, 5000, -1],
  ["older", 390, -5000, 0],
];

test.each(EDGES)(
  "P14: %s messages that the page could not read without a connection come when it is back, without scrolling again",
  async (_, from, pixels, index) => {
    const { ada } = await sit({ before: (room, url) => fill(url, 400, room), hash: `#${from}` });
    await sees(ada, from);
    await ada.hasNetwork(false);
    const edge = `[...document.querySelectorAll("[data-seq]")].at(${index}).dataset.seq`;
    const last = await ada.until<string>(
      "the edge of what was read",
      `((log, before) => {
        const { scrollTop } = log;
        log.scrollBy(0, ${pixels});
        const isThere = log.scrollTop === scrollTop && window.edge === before && before;
        window.edge = before;
        return isThere;
      })(document.querySelector(".log"), ${edge})`,
    );
    await ada.hasNetwork(true);
    await ada.get("document.querySelector('#status .now')?.click()");
    await ada.until("more messages", `${edge} !== "${last}"`);
  },
);

test("one sees what one says also from far back in the history", async () => {
  const { ada } = await sit({ before: (room, url) => fill(url, 300, room), hash: "#9" });
  await sees(ada, 9);
  await ada.hasNetwork(false);
  await ada.say("and now?");
  await ada.shows("and now?");
  await ada.hasNetwork(true);
  await ada.view.evaluate("document.querySelector('#status .now')?.click()");
  await sees(ada, 301);
});

test("of 900 messages only a few screens are in the page, wherever one reads", async () => {
  const { ada } = await sit({ before: (room, url) => fill(url, 900, room), hash: "#450" });
  await sees(ada, 450);
  const lines = "document.querySelectorAll('[data-seq]').length";
  const most: number[] = [];
  for (let turn = 0; turn < 30; turn += 1)
    most.push(
      await ada.get<number>(`new Promise((resolve) => {
        document.querySelector(".log").scrollBy(0, ${turn < 15 ? -1500 : 1500});
        setTimeout(() => resolve(${lines}), 20);
      })`),
    );
  expect(Math.max(...most)).toBeLessThan(260);
  await ada.press("Jump to latest");
  await sees(ada, 900);
});

test("a log that took another's place is shown, and not what was kept of the other", async () => {
  const { ada, room } = await sit({ before: (there, url) => fill(url, 3, there) });
  await sees(ada, 3);
  await keepsMessages(ada, 3, room);
  await ada.get(`new Promise((resolve) => {
    const opening = indexedDB.open("chuan");
    opening.onsuccess = () => {
      const rooms = opening.result.transaction("rooms", "readwrite").objectStore("rooms");
      const old = { room: "${room}", seq: 3, id: "another log's", from: "x", name: "x", txt: "from another log", at: 1 };
      rooms.put({ room: "${room}", messages: [old] }).onsuccess = resolve;
      opening.result.close();
    };
  })`);
  await ada.view.reload();
  await sees(ada, 1);
  expect(
    await ada.get<string[]>(
      "[...document.querySelectorAll('.line .txt')].map((one) => one.textContent)",
    ),
  ).toEqual(["message 1", "message 2", "message 3"]);
});
