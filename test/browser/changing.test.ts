/** Messages that are edited, removed and answered, with and without a network, as people do it and as others see it. */
import { expect, test } from "bun:test";
import { Client } from "../support/client";
import { comeInKept, deskOfAda } from "./desk";
import { at, box, counted, line, LINS_KEY, noDialog, reaction, text } from "./lines";
import { Page } from "./page";
import { fill, keepsMessages, keepsShell, listensToKeys, sees, twoOf, spoils } from "./people";

const sit = deskOfAda(comeInKept);
test("P21: by keyboard alone one edits, reacts, answers and removes, and somebody else sees all of it", async () => {
  const { ada, room, url } = await sit();
  const stored = { "chuan.name": "lin" };
  using lin = await Page.open(`${twoOf(url).ofLin}/r/${room}`, { stored });
  await lin.online();
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
  await ada.hasNetwork(false);
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
  await ada.hasNetwork(true);
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
  await listensToKeys(ada);
  await ada.hasNetwork(false);
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
  await ada.hasNetwork(true);
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
