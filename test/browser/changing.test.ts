/** Messages that are edited, removed, answered and reacted to, as people do it and as others see it. */
import { expect, test } from "bun:test";
import { Client } from "../support/client";
import { flaws } from "./axe";
import { comeInKept, deskOfAda } from "./desk";
import { Page } from "./page";
import { fill, keepsMessages, keepsShell, listensToKeys, sees, twoOf, spoils } from "./people";
import { samePlace } from "./same-place";

const place = samePlace();

const box = "document.querySelector('#txt').value";
const line = (seq: number) => `document.querySelector('[data-seq="${seq}"]')`;
const text = (seq: number) => `${line(seq)}?.querySelector(".txt, .gone")?.textContent`;
const reaction = (seq: number, emoji: string) =>
  `${line(seq)}?.querySelector('[data-emoji="${emoji}"]')`;
const counted = (seq: number, emoji: string) =>
  `${reaction(seq, emoji)}?.textContent.replace(/\\D/g, "")`;
const noDialog = "document.querySelector('dialog') === null";

const sit = deskOfAda(comeInKept);
/** Of lin, who fills rooms. */
const LINS_KEY = "the key of lin, who talks";

/** Moves the focus to a message, as Tab and the arrows do, when the page listens to its keys. */
async function at(page: Page, seq: number): Promise<void> {
  await sees(page, seq);
  await listensToKeys(page);
  await page.get(`${line(seq)}.focus()`);
}

test("P21: by keyboard alone one edits, reacts, answers and removes, and somebody else sees all of it", async () => {
  await using server = await place.serve();
  const { ofAda, ofLin } = twoOf(server.url);
  const ada = await place.open(ofAda);
  const lin = await place.open(ofLin);
  await Promise.all([ada.introduce("ada"), lin.introduce("lin")]);
  await listensToKeys(ada);
  await ada.view.type("helo");
  await ada.view.press("Enter");
  await Promise.all([sees(ada, 1), sees(lin, 1)]);
  await ada.view.type("half a draft");
  await ada.view.press("Tab", { modifiers: ["Shift"] });
  await ada.until("the message", `document.activeElement === ${line(1)}`);
  await ada.view.press("e");
  await ada.until(
    "its text in the box",
    `${box} === "helo" && document.activeElement.id === "txt"`,
  );
  await ada.shows("Editing message");
  await ada.view.press("Escape");
  await ada.until("the draft again", `${box} === "half a draft"`);
  for (let n = 0; n < "half a draft".length; n += 1) await ada.view.press("Backspace");

  await ada.view.press("ArrowUp");
  await ada.until("its text in the box", `${box} === "helo"`);
  await ada.view.type(", lin");
  await ada.view.press("Enter");
  await lin.until("the edited text", `${text(1)} === "helo, lin"`);
  expect(await lin.get<string>(`${line(1)}.querySelector(".state time").title`)).toStartWith(
    "Edited",
  );
  await ada.until("an empty box", `${box} === ""`);

  await at(lin, 1);
  await lin.view.press("+");
  await lin.until("the emoji", "document.activeElement.textContent === '👍'");
  await lin.view.press("Enter");
  await ada.until("the reaction", `${counted(1, "👍")} === "1"`);
  await lin.until("it is pressed", `${reaction(1, "👍")}.ariaPressed === "true" && ${noDialog}`);
  expect(await ada.get<string>(`${reaction(1, "👍")}.ariaPressed`)).toBe("false");
  await ada.get(`${reaction(1, "👍")}.focus()`);
  await ada.until(
    "who reacted",
    "document.querySelector('#reactors')?.textContent.includes('lin')",
  );
  await ada.view.press("Enter");
  await lin.until("two", `${counted(1, "👍")} === "2"`);

  await at(lin, 1);
  await lin.view.press("r");
  await lin.until("the box", "document.activeElement.id === 'txt'");
  expect(await lin.get<string>("document.querySelector('.purpose').textContent")).toContain("helo");
  await lin.view.type("who, me?");
  await lin.view.press("Enter");
  await sees(ada, 2);
  expect(await ada.get<string>(`${line(2)}.querySelector(".answered").textContent`)).toContain(
    "ada helo, lin",
  );
  await ada.until("P24: an answer calls", `${line(2)}.matches(".calls")`);

  await at(ada, 1);
  await ada.view.press("Delete");
  await ada.until("the question", "document.activeElement.textContent === 'Delete'");
  await ada.view.press("Enter");
  await lin.until("the quiet line", `${text(1)} === "Message deleted"`);
  await lin.until(
    "the answer says so",
    `${line(2)}.querySelector(".answered").textContent.includes("Message deleted")`,
  );
  expect(await lin.get<string>("document.body.innerHTML")).not.toContain("helo");
  expect([ada.complaints, lin.complaints]).toEqual([[], []]);
});

test("changes made offline are pending, survive a reload, and arrive", async () => {
  const { ada, room, joins } = await sit();
  const lin = await joins("lin");
  await ada.say("first");
  await sees(ada, 1);
  await lin.say("second", { name: "lin", room });
  await sees(ada, 2);
  // Its parts and its messages are there offline.
  await keepsShell(ada);
  await keepsMessages(ada, 2, room);
  await ada.network(false);
  await ada.view.press("ArrowUp");
  await ada.until("the message in the box", `${box} === "first"`);
  await ada.view.type(" and more");
  await ada.view.press("Enter");
  await ada.until("the change pending", `${line(1)}?.matches(".pending")`);
  await at(ada, 2);
  await ada.view.press("+");
  await ada.until("the emoji", "document.activeElement.textContent === '👍'");
  await ada.view.press("Enter");
  await ada.until(
    "the reaction pending",
    `${line(2)}?.matches(".pending") && ${counted(2, "👍")} === "1"`,
  );
  await ada.view.reload();
  await ada.until(
    "still pending",
    `${line(1)}?.matches(".pending") && ${text(1)} === "first and more"`,
  );
  await ada.network(true);
  await ada.until(
    "nothing pending",
    `${line(1)}?.matches(".line:not(.pending)") && ${line(2)}.matches(".line:not(.pending)")`,
  );
  const log = await lin.log(room);
  expect(log.map(({ txt, reactions }) => [txt, reactions?.[0]?.emoji])).toEqual([
    ["first and more", undefined],
    ["second", "👍"],
  ]);
});

test("a message that waits to be sent is edited and removed where it waits", async () => {
  const { ada, room, joins } = await sit();
  const lin = await joins("lin");
  await keepsShell(ada);
  await ada.network(false);
  await ada.say("one");
  await ada.say("two");
  await ada.view.press("ArrowUp");
  await ada.until("the last one in the box", `${box} === "two"`);
  await ada.view.type(" changed");
  await ada.view.press("Enter");
  await ada.until(
    "it is changed",
    "document.querySelectorAll('.unsent .txt')[1]?.textContent === 'two changed'",
  );
  // The first one is in the box to be edited when it is removed.
  const edit = "document.querySelector('.unsent .queued button')";
  await ada.until("the button", `${edit} !== null`);
  await ada.get(`${edit}.click()`);
  await ada.until("the first one in the box", `${box} === "one"`);
  const discard = "document.querySelector('.unsent .queued button:last-child')";
  await ada.until("the button", `${discard} !== null`);
  await ada.get(`${discard}.click()`);
  await ada.until("one left", "document.querySelectorAll('.unsent').length === 1");
  await ada.until("an empty box", `${box} === "" && document.querySelector('.purpose') === null`);
  await ada.network(true);
  await sees(ada, 1);
  expect((await lin.log(room)).map(({ txt }) => txt)).toEqual(["two changed"]);
});

test("an answer or an edit that was begun is there after a reload and on other pages, and follows what becomes of its message", async () => {
  const { ada, room, address, url, joins } = await sit();
  await fill(url, 1, room);
  const lin = await joins("lin", LINS_KEY);
  await ada.say("mine");
  await sees(ada, 2);
  await at(ada, 1);
  await ada.view.press("r");
  await ada.until("the box", "document.activeElement.id === 'txt'");
  await ada.view.type("half an answer");
  await ada.view.reload();
  const purpose = "document.querySelector('.purpose')?.textContent";
  const answers = `${box} === "half an answer" && ${purpose}?.includes("message 1")`;
  await ada.until("the answer again", answers);
  using adasOther = await Page.open(address);
  await adasOther.until("the answer on the other page", answers);
  await lin.ask("remove", { room, seq: 1 });
  await ada.until("that its message is gone", `${purpose}.includes("Message deleted")`);
  expect(await ada.get<string>("document.body.innerHTML")).not.toContain("message 1");
  await ada.view.click("#txt");
  await ada.view.press("Enter");
  await sees(ada, 3);
  // One's own name is not shown; whom one answers is.
  const clipped = (where: string) =>
    ada.get<boolean>(
      `getComputedStyle(${line(3)}.querySelector("${where} .whose")).clipPath !== "none"`,
    );
  expect([await clipped(".who"), await clipped(".answered")]).toEqual([true, false]);
  expect((await lin.log(room)).at(-1)).toMatchObject({ txt: "half an answer", re: 1 });
  await adasOther.until("no answer any more", `${box} === "" && ${purpose} === undefined`);

  await ada.view.type("a draft");
  await at(ada, 2);
  await ada.view.press("e");
  await ada.until("the message in the box", `${box} === "mine"`);
  await ada.view.type(", more");
  await ada.view.reload();
  await ada.until("the edit again", `${box} === "mine, more"`);
  const key = await ada.get<string>("localStorage['chuan.key']");
  await using phone = await Client.connect(url, "websocket", { key });
  await phone.ask("join", { room });
  await phone.ask("remove", { room, seq: 2 });
  await ada.until("the draft", `${box} === "a draft" && ${purpose} === undefined`);
  expect(await ada.get<string>("Object.values(localStorage).join()")).not.toContain("mine");
  expect([ada.complaints, adasOther.complaints]).toEqual([[], []]);
});

test("a refused edit can be copied, tried again and taken up until another one takes its place", async () => {
  const { ada } = await sit();
  await listensToKeys(ada);
  await ada.say("fine");
  await sees(ada, 1);
  await spoils(ada);
  await ada.view.press("ArrowUp");
  await ada.until("the message in the box", `${box} === "fine"`);
  for (let n = 0; n < "fine".length; n += 1) await ada.view.press("Backspace");
  await ada.view.type("spoilt");
  await ada.view.press("Enter");
  await ada.shows("Not changed: The server doesn't accept this text.");
  expect(await ada.get<string>(text(1))).toBe("fine");
  const refused = `document.querySelector(".refused")`;
  const press = (name: string) =>
    ada.get(
      `[...${refused}.querySelectorAll("button")].find((one) => one.innerText === "${name}").click()`,
    );
  await ada.view.cdp("Browser.grantPermissions", {
    permissions: ["clipboardReadWrite", "clipboardSanitizedWrite"],
  });
  await press("Copy text");
  await ada.until("the copy", "navigator.clipboard.readText().then((t) => t === 'spoilt')");
  await press("Edit");
  await ada.until("its text in the box", `${box} === "spoilt"`);
  await ada.view.press("Escape");
  await ada.until("an empty box", `${box} === ""`);
  await press("Edit");
  await ada.until("its text in the box", `${box} === "spoilt"`);
  await ada.view.type(" no more");
  await ada.view.press("Enter");
  await ada.until("the edit", `${text(1)} === "spoilt no more" && ${refused} === null`);
});

test("a change far up moves nothing of what is read below it, and makes nothing unread", async () => {
  const { ada, room, joins } = await sit({ before: (there, url) => fill(url, 80, there) });
  const lin = await joins("lin", LINS_KEY);
  await sees(ada, 80);
  await ada.get("document.querySelector('.log').scrollTo(0, 1500)");
  await ada.until("the button", "document.querySelector('.newest') !== null");
  const first =
    await ada.get<number>(`Number([...document.querySelectorAll("[data-seq]")].find((one) =>
    one.getBoundingClientRect().top >= document.querySelector(".log").getBoundingClientRect().top).dataset.seq)`);
  const places = `[${first}, ${first + 3}].map((seq) => document.querySelector('[data-seq="' + seq + '"]').getBoundingClientRect().top)`;
  const before = await ada.get<number[]>(places);
  // The one that is cut by the edge grows, too.
  for (const seq of [first - 5, first - 1]) {
    await lin.ask("edit", { room, seq, txt: "line\n".repeat(8) });
    await lin.ask("react", { room, seq, emoji: "👍", on: true });
    await ada.until("the change", `${counted(seq, "👍")} === "1"`);
  }
  await lin.ask("remove", { room, seq: first - 5 });
  await ada.until("the quiet line", `${text(first - 5)} === "Message deleted"`);
  const after = await ada.get<number[]>(places);
  expect(after.map((top, n) => Math.abs(top - (before[n] ?? 0)) < 2)).toEqual([true, true]);
  expect(await ada.get<string>("document.title")).toBe(`${room} · chuan 传`);
  expect(await ada.get<string>("document.querySelector('.newest').innerText")).not.toMatch(/\d/);
});

test("from an answer one goes to a message far up, and back", async () => {
  const { ada, room, joins } = await sit({ before: (there, url) => fill(url, 400, there) });
  const lin = await joins("lin", LINS_KEY);
  await lin.say("as I said", { name: "lin", re: 7, room });
  await sees(ada, 401);
  await ada.until(
    "what is answered",
    `${line(401)}.querySelector(".answered").textContent.includes("message 7")`,
  );
  await lin.ask("edit", { room, seq: 7, txt: "message seven" });
  await ada.until(
    "what it says now",
    `${line(401)}.querySelector(".answered").textContent.includes("message seven")`,
  );
  await ada.get(`${line(401)}.querySelector(".answered").click()`);
  await sees(ada, 7);
  await ada.until("the focus there", `document.activeElement === ${line(7)}`);
  await ada.press("Back to where you were");
  await sees(ada, 401);
  await ada.until("the focus here", `document.activeElement === ${line(401)}`);
  await ada.until("no button", "document.querySelector('.back') === null");
});

test("axe finds nothing in messages that were changed, in their dialogs, and above the box, in light and dark", async () => {
  const { ada, room, url, joins } = await sit();
  await fill(url, 3, room);
  const lin = await joins("lin", LINS_KEY);
  await lin.say("and?", { name: "lin", re: 1, room });
  await lin.ask("react", { room, seq: 2, emoji: "🎉", on: true });
  await lin.ask("edit", { room, seq: 2, txt: "message two" });
  await lin.ask("remove", { room, seq: 3 });
  await ada.say("mine");
  await sees(ada, 5);
  for (const theme of ["light", "dark"]) {
    const look = async (what: string) =>
      expect([theme, what, await flaws(ada)]).toEqual([theme, what, []]);
    await ada.get(`(document.documentElement.dataset.theme = "${theme}")`);
    await at(ada, 5);
    await ada.view.press("Enter");
    await ada.until("the menu", "document.querySelector('.ways') !== null");
    await look("the menu");
    await ada.get("document.querySelector('.ways .delete').click()");
    await ada.until("the question", "document.querySelector('.asked') !== null");
    await look("the question");
    await ada.view.press("Escape");
    await ada.until("no dialog", noDialog);
    await at(ada, 2);
    await ada.view.press("+");
    await ada.get("document.querySelector('.quick button:last-child').click()");
    await ada.until("the picker", "document.querySelectorAll('.grid button').length > 100");
    await look("the picker");
    await ada.view.press("Escape");
    await ada.until("no dialog", noDialog);
    await ada.view.press("r");
    await ada.until(
      "the line above the box",
      "document.querySelector('.purpose') !== null && document.activeElement.id === 'txt'",
    );
    await ada.get(`${reaction(2, "🎉")}.focus()`);
    await ada.until(
      "who reacted",
      "document.querySelector('#reactors')?.textContent.includes('lin')",
    );
    await look("the room");
  }
});

test("the picker searches in the page's language, its emoji have the chosen skin tone, and offline it says that it cannot have them", async () => {
  await using server = await place.serve();
  await fill(server.url, 1);
  const ada = await place.open(server.url, { languages: "zh-CN", width: 390, height: 844 });
  await ada.introduce("ada");
  await at(ada, 1);
  await ada.view.press("+");
  await ada.until("the emoji", "document.activeElement.textContent === '👍'");
  // The list is not there yet, and a service worker has a network of its own.
  await ada.view.cdp("Network.setBypassServiceWorker", { bypass: true });
  await ada.network(false);
  await ada.get("document.querySelector('.quick button:last-child').click()");
  await ada.until("a button to try again", "document.activeElement.innerText === '重试'");
  expect(await ada.get<string>("document.querySelector('.picker .note').innerText")).not.toBe("");
  await ada.network(true);
  await ada.view.press("Enter");
  await ada.until("the search", "document.activeElement.type === 'search'");
  await ada.until("the list", "document.querySelectorAll('.grid button').length > 100");
  await ada.get(
    `((field) => { field.value = "🏽"; field.dispatchEvent(new Event("change", { bubbles: true })); })(document.querySelector(".picker select"))`,
  );
  await ada.view.cdp("Input.insertText", { text: "拇指向上" });
  await ada.until("what is found", "document.querySelectorAll('.grid button').length < 10");
  await ada.view.press("Enter");
  await ada.until("the reaction", `${reaction(1, "👍🏽")} !== null && ${noDialog}`);
});

test("a double click gives the first emoji, and takes it back; the mouse finds the menu", async () => {
  const { ada, room, url } = await sit();
  await fill(url, 1, room);
  await sees(ada, 1);
  await ada.until("the gestures", "document.querySelector('[data-seq]') !== null");
  const twice = async () => {
    for (let n = 0; n < 2; n += 1) await ada.view.click("[data-seq='1'] .txt");
  };
  await listensToKeys(ada);
  await twice();
  await ada.until("the reaction", `${counted(1, "👍")} === "1"`);
  await ada.until("acknowledged", `!${line(1)}.matches(".pending")`);
  await twice();
  await ada.until("no reaction", `${reaction(1, "👍")} === null`);
  await ada.press("More actions");
  await ada.press("Mention lin");
  await ada.until("the mention", `${box} === '@lin ' && ${noDialog}`);
});
