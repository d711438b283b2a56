/** Where the page leads, and what it shows there. */
import { expect, test } from "bun:test";
import { until } from "../support/until";
import { deskOfAda } from "./desk";
import { fill, inSight, scrollsTo, sees } from "./people";
import { samePlace } from "./same-place";

const place = samePlace();

const heading = "document.querySelector('h1').textContent";

const sit = deskOfAda();

const NO_ROOMS = ["/r/", "/r/%ff", "/r/a%20b", "/r/a%2Fb", "/r/a/b", `/r/${"x".repeat(65)}`];

test("P4: an address that can be no room's says so, has no box to write in, and leads to the lobby by a link", async () => {
  await using server = await place.serve();
  const ada = await place.open(server.url);
  await ada.introduce("ada");
  for (const path of NO_ROOMS) {
    await ada.view.navigate(server.url + path);
    // The page before says the same.
    const { pathname } = new URL(server.url + path);
    await ada.until(
      `no box to write in at ${path}`,
      `location.pathname === ${JSON.stringify(pathname)} && document.querySelector('#txt') === null`,
    );
    await ada.shows("There is no such room");
  }
  await ada.press("Go to the lobby");
  await ada.until("the lobby", `${heading} === "Lobby"`);
  // Within the page, the way back leads to an address without a room as well.
  await ada.get(`history.pushState(null, "", "/r/a%20b"), history.pushState(null, "", "/r/x")`);
  await ada.get("history.back()");
  await ada.shows("There is no such room");
});

test("P4: a room has one address, with a slash or in another normal form", async () => {
  await using server = await place.serve();
  const ada = await place.open(`${server.url}/r/cafe%CC%81/`);
  await ada.introduce("ada");
  expect(await ada.get<string>(heading)).toBe("café");
  expect(
    await ada.get<string[]>(
      "[...document.querySelectorAll('.side .rooms bdi')].map((one) => one.textContent)",
    ),
  ).toEqual(["Lobby", "café"]);
});

test("P4: a room that is typed has the one name that its address has, and none can be opened that there cannot be", async () => {
  const { ada } = await sit();
  const button = "document.querySelector('dialog button.main').disabled";
  const type = async (text: string) => {
    await ada.get("document.querySelector('dialog input').select()");
    await ada.view.cdp("Input.insertText", { text });
  };
  await ada.press("New room");
  await ada.until("the field", "document.activeElement?.matches('dialog input')");
  for (const name of ["a/b", "/r/designers", "#designers", "a.b", "设".repeat(65)]) {
    await type(name);
    await ada.until(`${name} refused`, button);
    expect(await ada.get<string>("document.activeElement.ariaInvalid")).toBe("true");
  }
  await type("𝒳".repeat(64));
  await ada.until("a long name taken", `!${button}`);
  await type("cafe\u0301");
  await ada.until("a name taken", `!${button}`);
  await ada.view.press("Enter");
  await ada.until("the room", `${heading} === "café"`);
  expect(await ada.get<string>("location.pathname")).toBe("/r/caf%C3%A9");
});

test("the state stands under the heading in the reader's language, and the greeting in the console", async () => {
  await using server = await place.serve();
  const lin = await place.open(`${server.url}/healthz`, { languages: "zh-CN" });
  await lin.runsFirst("window.printed = []; console.log = (...all) => printed.push(...all);");
  await lin.view.navigate(server.url);
  await lin.introduce("林");
  await lin.shows("在线");
  expect(await lin.get<string>("document.body.innerText")).not.toContain("丢你楼某");
  expect(await lin.get<string[]>("printed")).toEqual(["丢你楼某"]);
});

test("P3: a greeting that an operator has set stands beside the state", async () => {
  await using server = await place.serve({ GREETING: "Welcome to the workshop" });
  const ada = await place.open(server.url);
  await ada.introduce("ada");
  await ada.shows("Online · Welcome to the workshop");
});

test("a file that is dropped does not take the page's place, and one is told where files cannot be sent", async () => {
  await using server = await place.serve({ FILES: "off" });
  const ada = await place.open(server.url);
  await ada.introduce("ada");
  const told = "Files can't be sent on this server.";
  const [x, y] = [700, 300];
  const data = { items: [], files: ["/etc/hostname"], dragOperationsMask: 1 };
  await ada.view.cdp("Input.setInterceptDrags", { enabled: false });
  const drags = (type: string) => ada.view.cdp("Input.dispatchDragEvent", { type, x, y, data });
  // The browser drops only where the page takes what is dragged over it.
  const isTaken = "(event) => (window.isTaken ||= event.defaultPrevented)";
  await ada.get(`void addEventListener("dragover", ${isTaken})`);
  await drags("dragEnter");
  await until("the page taking the file", async () => {
    await drags("dragOver");
    return ada.get<boolean>("window.isTaken === true");
  });
  await drags("drop");
  await ada.shows(told);
  expect(await ada.get<boolean>("document.querySelector('.composer .attach') === null")).toBe(true);
  expect(await ada.get<string>("location.href")).toBe(`${server.url}/`);
  /** Whether the browser may do what it does by itself, when something is dropped or pasted. */
  const does = (event: string, on: string, kind: string) =>
    ada.get<boolean>(`(() => {
      const data = new DataTransfer();
      if ("${kind}" === "file") data.items.add(new File(["x"], "x.png", { type: "image/png" }));
      else data.setData("text/plain", "words");
      const options = { bubbles: true, cancelable: true };
      const event = "${event}" === "paste"
        ? new ClipboardEvent("paste", { ...options, clipboardData: data })
        : new DragEvent("${event}", { ...options, dataTransfer: data });
      return document.querySelector("${on}").dispatchEvent(event);
    })()`);
  expect(await does("drop", "#txt", "file")).toBeFalse();
  expect(await does("dragover", ".log", "file")).toBeFalse();
  expect(await does("drop", ".log", "text")).toBeFalse();
  expect(await does("drop", "#txt", "text")).toBeTrue();
  await ada.view.reload();
  await ada.online();
  await until("the page taking files", async () => !(await does("dragover", ".log", "file")));
  expect(await does("paste", "#txt", "text")).toBeTrue();
  expect(await ada.get<string>("document.body.innerText")).not.toContain(told);
  await does("paste", "#txt", "file");
  await ada.shows(told);
});

test("one comes back to a room where one left it, and at the end goes along with what is new", async () => {
  const { ada, room, url } = await sit({ before: (there, at) => fill(at, 300, there) });
  await fill(url, 5, "designers");
  await sees(ada, 300);
  await scrollsTo(ada, 100, -400);
  const spot =
    "(({ top }) => Math.round(top))(document.querySelector('[data-seq=\"100\"]').getBoundingClientRect())";
  const [before, top] = [await inSight(ada), await ada.get<number>(spot)];
  await ada.get(
    `history.pushState(null, "", "/r/designers"), dispatchEvent(new PopStateEvent("popstate"))`,
  );
  await ada.until("the other room", `${heading} === "designers"`);
  await sees(ada, 5);
  await fill(url, 3, room);
  await ada.press(room);
  await sees(ada, 100);
  await ada.until("the same place", `Math.abs(${spot} - ${top}) <= 2`);
  expect(await inSight(ada)).toEqual(before);
  await ada.until(
    "three that are new",
    "document.querySelector('.newest').innerText.includes('3')",
  );
  await ada.press("Jump to latest");
  await sees(ada, 303);
  await ada.press("designers");
  await sees(ada, 5);
  await ada.press(room);
  await sees(ada, 303);
  await fill(url, 1, room);
  await sees(ada, 304);
});

/** Clicks a link with a key held. */
const clickedWith = (key: string) => `document.querySelector(".txt a").dispatchEvent(
    Object.assign(new MouseEvent("click", { bubbles: true, cancelable: true, ${key}: true })))`;

test("a link to a room here opens it without loading the page, and with a key held as every link does", async () => {
  const { ada, room, url, joins } = await sit();
  const lin = await joins("lin");
  await fill(url, 60, "writers");
  await lin.say(`${url}/r/writers#7`, { room });
  await lin.say(
    `${url}/tutorial.html ${url}/r/a%20b ${url}/#key=0123456789abcdef0&name=lin https://example.org`,
    { room },
  );
  await sees(ada, 2);
  expect(
    await ada.get<string[]>("[...document.querySelectorAll('.txt a')].map(({ target }) => target)"),
  ).toEqual(["", "_blank", "_blank", "_blank", "_blank"]);
  await ada.get("window.isSame = true");
  // Nothing is opened by an event that a script has made; what matters is who takes it.
  await ada.get(
    "addEventListener('click', (event) => { window.isTaken = event.defaultPrevented; event.preventDefault(); })",
  );
  for (const key of ["ctrlKey", "metaKey", "shiftKey"]) {
    await ada.get(clickedWith(key));
    expect([key, await ada.get<boolean>("isTaken")]).toEqual([key, false]);
  }
  await ada.press(`${url}/r/writers#7`);
  await sees(ada, 7);
  expect(
    await ada.get<unknown[]>(`[isSame, location.pathname + location.hash, ${heading}]`),
  ).toEqual([true, "/r/writers#7", "writers"]);
  await ada.get("history.back()");
  await ada.until("the room again", `${heading} === "${room}"`);
});
