import { expect, test } from "bun:test";
import { Client } from "../support/client";
import { listensToKeys, sees, twoOf } from "./people";
import { samePlace } from "./same-place";

const place = samePlace();

const texts = "[...document.querySelectorAll('.line .txt')].map((one) => one.textContent)";
const rooms = "[...document.querySelectorAll('.side .rooms a bdi')].map((one) => one.textContent)";

test("a room's address opens that room, in any script, and what is said there stays there", async () => {
  await using server = await place.serve();
  await using lin = await Client.connect(server.url);
  await lin.ask("join", { room: "设计组" });
  await lin.say("only in the lobby");
  await lin.say("你好", { room: "设计组" });
  const ada = await place.open(`${server.url}/r/${encodeURIComponent("设计组")}`);
  await ada.introduce("ada");
  await ada.shows("你好");
  await ada.say("hello designers");
  expect((await lin.message()).meta.room).toBe("设计组");
  expect(await ada.get<string[]>(texts)).toEqual(["你好", "hello designers"]);
  expect(await ada.get<string[]>(rooms)).toEqual(["Lobby", "设计组"]);
});

test("other rooms count what one has not read there, in the list, the title and the icon, until one does", async () => {
  await using server = await place.serve();
  await using lin = await Client.connect(server.url);
  const ada = await place.open(`${server.url}/r/designers`);
  await ada.introduce("ada");
  await ada.until(
    "having been to the lobby",
    `JSON.parse(localStorage.getItem("chuan.rooms")).some(({ room, seen }) => room === "lobby" && seen === 0)`,
  );
  await lin.say("one");
  await lin.say("two");
  await ada.until("the count", "document.querySelector('.count')?.textContent.startsWith('2')");
  expect(await ada.get<string>("document.title")).toBe("(2) designers · chuan 传");
  expect(await ada.get<string>("document.querySelector('link[rel=icon]').href")).toContain("svg");
  await ada.press("Lobby");
  await ada.shows("two");
  await ada.until("no count", "document.querySelector('.count') === null");
  expect(await ada.get<string>("document.title")).toBe("chuan 传");
  expect(await ada.get<string>("location.pathname")).toBe("/");
});

test("a new room is made by its name, and the way back is the browser's", async () => {
  await using server = await place.serve();
  const ada = await place.open(server.url);
  await ada.introduce("ada");
  await ada.press("New room");
  await ada.until("the field", "document.activeElement?.matches('dialog input')");
  // A text that is marked up to beyond the dialog's edge leaves it open.
  const [x, y] = await ada.get<[number, number]>(
    "(({ x, y }) => [x + 5, y + 5])(document.querySelector('dialog h2').getBoundingClientRect())",
  );
  const mouse = { button: "left", clickCount: 1 };
  await ada.view.cdp("Input.dispatchMouseEvent", { type: "mousePressed", x, y, ...mouse });
  await ada.view.cdp("Input.dispatchMouseEvent", { type: "mouseReleased", x: 5, y: 5, ...mouse });
  await ada.view.click("dialog input");
  await ada.view.type("tea kitchen");
  await ada.view.press("Enter");
  await ada.until("the new room", "document.querySelector('h1').textContent === 'tea-kitchen'");
  expect(await ada.get<string>("location.pathname")).toBe("/r/tea-kitchen");
  await ada.get("history.back()");
  await ada.until("the lobby", "document.querySelector('h1').textContent === 'Lobby'");
  await ada.press("tea-kitchen");
  await ada.press("Room details");
  await ada.press("Delete room");
  await ada.press("Delete for everyone");
  await ada.until("the lobby again", "document.querySelector('h1').textContent === 'Lobby'");
  await ada.until("the focus", "document.activeElement.ariaLabel === 'Room details'");
  expect(await ada.get<string[]>(rooms)).toEqual(["Lobby"]);
});

test("a room is handed on by a link, by a QR code of it, and by the system's share sheet where there is one", async () => {
  await using server = await place.serve();
  const ada = await place.open(`${server.url}/r/designers`);
  await ada.get(`Object.defineProperty(Notification, "permission", { value: "default" })`);
  await ada.introduce("ada");
  await ada.press("Room details");
  const link = await ada.until<string>("the link", "document.querySelector('.link input')?.value");
  expect(link).toBe(`${server.url}/r/designers`);
  // The browser would ask with a window of its own, which this one does not have.
  await ada.get(
    `Object.assign(Notification, { requestPermission: () => Promise.resolve("granted") })`,
  );
  await ada.press("Allow notifications");
  await ada.until("the focus", "document.activeElement.matches('dialog select')");
  const drawing = "document.querySelector('.qr path')?.getAttribute('d')";
  expect(await ada.until<string>("the QR code", drawing)).toContain("h1v1h-1z");

  // Where the system has no share sheet, there is the copy alone.
  await ada.get("delete Navigator.prototype.share");
  await ada.view.press("Escape");
  await ada.press("Room details");
  const buttons = "[...document.querySelectorAll('.link button')].map((one) => one.innerText)";
  await ada.until("the copy alone", `${buttons}.join() === "Copy link"`);
  await ada.get("navigator.share = ({ url }) => Promise.resolve(void (window.shared = url))");
  await ada.view.press("Escape");
  await ada.press("Room details");
  await ada.press("Share");
  expect(await ada.get<string>("shared")).toBe(link);
});

test("a person goes on as the same person on a second device, and the address keeps no secret", async () => {
  await using server = await place.serve();
  const { ofAda, ofLin: secondDevice } = twoOf(server.url);
  const desk = await place.open(ofAda);
  await desk.introduce("ada");
  await desk.say("from the desk");
  await desk.press("Settings");
  await desk.press("Save");
  await desk.shows("Saved");
  await desk.press("Use another device");
  await desk.press("Show the link");
  const link = await desk.until<string>("the link", "document.querySelector('.link input')?.value");

  const phone = await place.open(link.replace(ofAda, secondDevice), { width: 390 });
  await phone.shows("Continue as ada on this device?");
  expect(await phone.get<string>("location.href")).toBe(`${secondDevice}/`);
  await phone.press("Continue as ada");
  await phone.until("her own message", "document.querySelector('.mine[data-seq]') !== null");
  // Whom the phone was before has left.
  await phone.until("one person", "document.querySelector('.faces > span').textContent === '1'");
});

test("nobody becomes somebody else by a link alone", async () => {
  await using server = await place.serve();
  const ada = await place.open(server.url);
  await ada.introduce("ada");
  const key = await ada.get<string>("localStorage.getItem('chuan.key')");
  const link = `${server.url}/#key=mallorys-own-key-0123456789&name=ada`;
  await ada.view.navigate(`${server.url}/healthz`);
  await ada.view.navigate(link);
  await ada.press("Stay as I am");
  await ada.online();
  await ada.get(`void (location.href = "${link}")`);
  await ada.press("Stay as I am");
  expect(await ada.get<string>("location.href")).toBe(`${server.url}/`);
  expect(await ada.get<string>("localStorage.getItem('chuan.key')")).toBe(key);
  await ada.shows("ada");
});

test("who is here and who is typing is seen by the others", async () => {
  await using server = await place.serve();
  const { ofAda, ofLin } = twoOf(server.url);
  const ada = await place.open(ofAda);
  const lin = await place.open(ofLin);
  await ada.introduce("ada");
  await lin.introduce("林");
  await ada.until("two here", "document.querySelector('.faces')?.innerText.startsWith('2')");
  await ada.press("2 people here");
  await ada.until(
    "both names",
    "['ada', '林'].every((name) => document.querySelector('ul.people').innerText.includes(name))",
  );
  await ada.view.press("Escape");
  await lin.view.click("#txt");
  await lin.view.type("h");
  await ada.shows("林 is typing…");
  await lin.view.press("Enter");
  await ada.until("nobody typing", "document.querySelector('.typing').textContent === ''");
});

test("P21: keys act on the messages of every room that is opened from the list, as on those of the first", async () => {
  await using server = await place.serve();
  await using lin = await Client.connect(server.url, "websocket", { name: "lin" });
  for (const room of ["designers", "testers"]) {
    await lin.ask("join", { room });
    await lin.say(`hello ${room}`, { room, name: "lin" });
  }
  const ada = await place.open(`${server.url}/r/testers`);
  await ada.introduce("ada");
  await ada.view.navigate(`${server.url}/r/designers`);
  await ada.online();
  await listensToKeys(ada);
  for (const room of ["designers", "testers", "designers"]) {
    await ada.press(room);
    await ada.shows(`hello ${room}`);
    await sees(ada, 1);
    await ada.get("document.querySelector('[data-seq]').focus()");
    await ada.view.press("Enter");
    await ada.until(`the menu in ${room}`, "document.querySelector('dialog .ways') !== null");
    await ada.view.press("Escape");
    await ada.until("no dialog", "document.querySelector('dialog') === null");
  }
});
