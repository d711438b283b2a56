/** Rooms of one's own in the page: founding, finding, changing, handing on, leaving and deleting them. */
import { expect, test } from "bun:test";
import type { Invited, OwnRoom, Reply } from "../../src/protocol";
import { Client } from "../support/client";
import { flaws } from "./axe";
import type { Page } from "./page";
import { samePlace } from "./same-place";

const place = samePlace();

const heading = "document.querySelector('h1')?.textContent";
const rooms = "[...document.querySelectorAll('.side .rooms a')].map((one) => one.innerText.trim())";

/** What a request is answered with that must not be refused. */
async function asks<T extends object>(who: Client, event: string, request: object): Promise<T> {
  const reply = (await who.ask(event, request)) as Reply<T>;
  if (!reply.ok) throw new Error(`${event} was refused: ${reply.error.message}`);
  return reply;
}

/** Closes the dialog by the keyboard: it may grow, and move its buttons, while a click is on its way. */
async function leavesDialog(page: Page): Promise<void> {
  await page.view.press("Escape");
  await page.until("no dialog", "document.querySelector('dialog[open]') === null");
}

const keyOf = (name: string) => `the key of ${name}, who has rooms`;

/** Opens a page as somebody whose key is known here. */
async function openAs(name: string, url: string, path = "/"): Promise<Page> {
  const stored = { "chuan.name": name, "chuan.key": keyOf(name) };
  const page = await place.open(url + path, { stored });
  await page.online();
  return page;
}

test("a private room is founded, has its title and lock everywhere, is handed on, and left", async () => {
  await using server = await place.serve();
  const ada = await openAs("ada", server.url);
  await ada.press("New room");
  await ada.until("the field", "document.activeElement?.matches('dialog input')");
  await ada.view.type("Launch plans");
  await ada.view.press("Tab");
  await ada.view.press("ArrowDown");
  expect(await flaws(ada)).toEqual([]);
  await ada.press("Create room");
  // Nobody else is in it yet, so the page offers to invite people.
  await ada.shows("Invite people to Launch plans");
  await leavesDialog(ada);
  await ada.until("the room", `${heading}.endsWith("Launch plans")`);
  expect(await ada.get<string>("document.title")).toBe("🔒 Launch plans · chuan 传");
  expect(await ada.get<string[]>(rooms)).toEqual(["Lobby", expect.stringMatching(/Launch plans$/)]);
  const room = await ada.get<string>("decodeURIComponent(location.pathname.split('/')[2])");

  await using adasOther = await Client.connect(server.url, "websocket", { key: keyOf("ada") });
  const { token } = await asks<Invited>(adasOther, "invite", { room });
  await using lin = await Client.connect(server.url, "websocket", {
    key: keyOf("lin"),
    name: "lin",
  });
  await asks(lin, "join", { room, invitation: token });

  await ada.say(`see ${server.url}/r/${room}`);
  await ada.until(
    "the link to have the title",
    "document.querySelector('.txt a')?.textContent === '🔒 Launch plans'",
  );
  await ada.press("Room details");
  await ada.press("Leave room");
  await ada.shows("Leave Launch plans?");
  await ada.until(
    "the focus on the harmless button",
    "document.activeElement.innerText === 'Cancel'",
  );
  await ada.get("[...document.querySelectorAll('.question button')][0].click()");
  await ada.shows("You're the only owner");
  expect(await flaws(ada)).toEqual([]);
  await ada.press("Choose a new owner");
  const select = `document.querySelector("select[aria-label*='lin']")`;
  await ada.until("lin's rank", `${select} !== null`);
  expect(await flaws(ada)).toEqual([]);
  await ada.get(
    `(${select}.value = "owner", ${select}.dispatchEvent(new Event("change", { bubbles: true })))`,
  );
  await ada.shows("Make lin an owner?");
  await ada.press("Make owner");
  await ada.until("lin as an owner", `${select} === null`);
  await leavesDialog(ada);
  await ada.press("Room details");
  await ada.press("Leave room");
  await ada.get("[...document.querySelectorAll('.question button')][0].click()");
  await ada.until("the lobby", `${heading} === "Lobby"`);
  expect(await ada.get<string[]>(rooms)).toEqual(["Lobby"]);
  expect(ada.complaints).toEqual([]);
});

test("a locked room says why one cannot write and keeps the draft; when the room is deleted, the page says so", async () => {
  await using server = await place.serve();
  await using lin = await Client.connect(server.url, "websocket", {
    key: keyOf("lin"),
    name: "lin",
  });
  const founded = await asks<{ room: OwnRoom }>(lin, "found", { title: "Launch plans" });
  const { room } = founded.room;
  const { token } = await asks<Invited>(lin, "invite", { room });
  await using adasOther = await Client.connect(server.url, "websocket", { key: keyOf("ada") });
  await asks(adasOther, "join", { room, invitation: token });
  const ada = await openAs("ada", server.url, `/r/${encodeURIComponent(room)}`);
  await ada.until("the room", `${heading}.endsWith("Launch plans")`);
  await ada.view.click("#txt");
  await ada.view.type("half a thought");
  await asks(lin, "settle", { room, locked: true, title: "Old plans" });
  await ada.shows("Only moderators can write here now.");
  await ada.until("the new title", `${heading}.endsWith("Old plans")`);
  await ada.view.press("Enter");
  expect(await ada.get<string>("document.querySelector('#txt').value")).toBe("half a thought");
  expect(await ada.get<boolean>("document.querySelector('#txt').readOnly")).toBe(true);
  expect(await flaws(ada)).toEqual([]);
  await asks(lin, "settle", { room, locked: false });
  await ada.until("the box", "!document.querySelector('#txt').readOnly");
  await asks(lin, "dissolve", { room });
  await ada.shows("You're no longer in Old plans.");
  expect(await ada.get<string[]>(rooms)).toEqual(["Lobby"]);
  expect(await ada.get<string>("JSON.stringify({ ...localStorage })")).not.toContain("Old plans");
  expect(await flaws(ada)).toEqual([]);
});

test("listed rooms are found by everybody, and an address of a private room tells nothing", async () => {
  await using server = await place.serve();
  await using lin = await Client.connect(server.url, "websocket", {
    key: keyOf("lin"),
    name: "lin",
  });
  await asks(lin, "found", { room: "designers", topic: "Colours and type" });
  await asks(lin, "settle", { room: "designers", listed: true, title: "Design team" });
  const founded = await asks<{ room: OwnRoom }>(lin, "found", { title: "Launch plans" });
  const ada = await openAs("ada", server.url);
  await ada.press("Browse rooms");
  await ada.shows("Colours and type");
  expect(await flaws(ada)).toEqual([]);
  await ada.press("Design team");
  await ada.until("the room", `${heading} === "Design team"`);
  await ada.view.navigate(`${server.url}/r/${encodeURIComponent(founded.room.room)}`);
  await ada.shows("You're not a member of this room.");
  expect(await ada.get<string[]>(rooms)).toEqual(["Lobby", "Design team"]);
  expect(await ada.get<string>("document.title")).toBe("🔒 Private room · chuan 传");
});
