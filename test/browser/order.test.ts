/** Keeping order in the page: what moderators do, what those read whom it meets, and reports. */
import { expect, test } from "bun:test";
import type { Client } from "../support/client";
import { flaws } from "./axe";
import { house } from "./house";
import { choosesInDialog, listensToKeys } from "./people";
import { visible } from "./pressed";

const PHONE = { width: 390, height: 844 };
const line = (seq: number) => `document.querySelector('[data-seq="${seq}"]')`;
const act = (text: string) =>
  `${visible("[...document.querySelectorAll('.act')].map((one) => one.innerText).join('\\n')")}.includes(${JSON.stringify(text)})`;

const at = house();

/** A new room that ada owns, in which lin has said something. */
async function designers() {
  const room = at.newRoom();
  const [ada, lin] = [await at.client("ada"), await at.client("lin")];
  await ada.ask("found", { room });
  for (const one of [ada, lin]) await one.ask("join", { room });
  for (const txt of ["hello", "buy my watches", "cheap!"])
    await lin.say(txt, { room, name: "lin" });
  return { room, ada, lin };
}

/** Has a moderator decide the one report of a room: until then every page of theirs counts it. */
async function decides(moderator: Client, room: string): Promise<void> {
  const { reports } = (await moderator.ask("reports", { room })) as { reports: { id: string }[] };
  expect(reports).toHaveLength(1);
  await moderator.ask("decide", { id: reports[0]?.id, outcome: "nothing" });
}

test("P31, P32: a moderator mutes somebody by the keyboard, having read what they said; that person reads until when and why, keeps the text, and sends it when the mute is lifted", async () => {
  const { room } = await designers();
  const ada = await at.page("ada", { room });
  const lin = await at.page("lin", { room, language: "zh-Hans" });
  await lin.until("the box", `${line(3)} !== null`);
  await lin.view.click("#txt");
  await lin.view.type("a text that I have begun");

  await ada.until("the messages", `${line(3)} !== null`);
  await listensToKeys(ada);
  await ada.get(`${line(3)}.focus()`);
  await ada.view.press("m");
  await ada.until("what lin said", "document.querySelectorAll('.said li').length === 3");
  await ada.until("the focus", "document.activeElement.innerText === 'Mute'");
  expect(await flaws(ada)).toEqual([]);
  await ada.view.press("Enter");
  await ada.shows(`lin can read but not write in ${room} until`);
  await ada.shows("Everyone in the room sees what you did.");
  await ada.view.press("Tab");
  await ada.view.type("advertising");
  await ada.view.press("Enter");
  await ada.until("the line of the act", act("ada muted lin · until"));
  expect(await ada.get<boolean>(act("Reason: advertising"))).toBeTrue();
  await ada.shows("Done");

  await lin.until("the line in Chinese", act("ada 将 lin 禁言"));
  await lin.shows("你已被禁言 · 到");
  await lin.shows("原因：advertising");
  const box = "document.querySelector('#txt')";
  expect(await lin.get<unknown[]>(`[${box}.value, ${box}.readOnly]`)).toEqual([
    "a text that I have begun",
    true,
  ]);
  expect(await flaws(lin)).toEqual([]);

  await choosesInDialog(ada, "Lift restrictions");
  await ada.shows(`lin can come back to ${room} and write there again.`);
  await choosesInDialog(ada, "Lift restrictions");
  await lin.until("the pardon", `!${box}.readOnly`);
  await lin.view.click("#txt");
  await lin.view.press("Enter");
  await lin.until("the text sent", `document.querySelector('.mine[data-seq="6"]') !== null`);
  expect([...ada.complaints, ...lin.complaints]).toEqual([]);
});

test("P31: by touch, in Arabic, a moderator bans somebody from the name of a message; their page says so in the lobby and in the room", async () => {
  const { room } = await designers();
  const lin = await at.page("lin", { room });
  await lin.until("lin's room", `${line(3)} !== null`);
  const ada = await at.page("ada", { room, ...PHONE, touched: true, language: "ar" });
  await ada.until("the messages", `${line(3)} !== null`);
  await ada.until("the names that can be pressed", "document.querySelector('.log.pressable')");
  await ada.touch(`${line(1)}.querySelector('.who .whose')`);
  await ada.until("what lin said", "document.querySelectorAll('.said li').length === 3");
  await choosesInDialog(ada, "حظر");
  await ada.until("what it will do", "document.querySelector('.act-form .note').innerText !== ''");
  expect(await flaws(ada)).toEqual([]);
  const overflow = "document.documentElement.scrollWidth <= innerWidth";
  expect(await ada.get<boolean>(overflow)).toBeTrue();
  await ada.get("document.querySelector('.act-form .main').click()");
  await ada.until("the line of the act", act("ada حظر lin"));

  await lin.shows(`You are banned from ${room} · until`);
  expect(await lin.get<string>("location.pathname")).toBe("/");
  await lin.view.navigate(`${at.originOf("lin")}/r/${room}`);
  await lin.shows("You are banned · until");
  expect(await lin.get<boolean>("document.querySelector('#txt').readOnly")).toBeTrue();
});

test("P31: a message that is reported is counted for the moderators, who decide; the person who reported it is told", async () => {
  const { room } = await designers();
  const ada = await at.page("ada", { room });
  await ada.until("the messages", `${line(3)} !== null`);
  const noor = await at.page("noor", { room });
  await noor.until("the messages", `${line(3)} !== null`);
  await listensToKeys(noor);
  await noor.get(`${line(2)}.focus()`);
  await noor.view.press("Enter");
  await noor.press("Report message");
  await noor.shows(`The moderators of ${room} will see this message and your name.`);
  expect(await flaws(noor)).toEqual([]);
  await noor.view.type("spam");
  await noor.view.press("Enter");
  await noor.shows("Thanks. The moderators will look at it.");
  await noor.press("Close");

  const count = "document.querySelector('.side .new-room .count')?.innerText";
  await ada.until("the count", `${count} === "1"`);
  await ada.press("Reports");
  await ada.shows("Reported by noor · Reason: spam");
  await ada.shows("buy my watches");
  expect(await flaws(ada)).toEqual([]);
  await ada.press("Handled");
  await ada.until("no count", `${count} === undefined`);
  await noor.shows(`A moderator looked at your report in ${room} and took action.`);
  expect([...ada.complaints, ...noor.complaints]).toEqual([]);
});

test("P31: a moderator removes somebody else's message, locks the room, and finds all of it in the moderation log", async () => {
  const { room } = await designers();
  const ada = await at.page("ada", { room });
  await ada.until("the messages", `${line(3)} !== null`);
  await listensToKeys(ada);
  await ada.get(`${line(2)}.focus()`);
  await ada.view.press("Delete");
  await ada.shows("Everyone in the room sees what you did.");
  await ada.press("Delete");
  await ada.until("the line of the removal", act("ada deleted a message from lin."));
  await ada.press("Room details");
  await ada.press("Lock room");
  await ada.shows(`Only moderators will be able to write in ${room}.`);
  await ada.get("document.querySelector('.question .main').click()");
  await ada.shows("Unlock room");
  await ada.press("Moderation log");
  await ada.until("the log", "document.querySelectorAll('dialog .acts li').length === 2");
  expect(await flaws(ada)).toEqual([]);
  await ada.press("Close");
  await ada.until("the line of the lock", act("ada locked the room. Only moderators can write."));
  expect(await ada.get<boolean>("document.querySelector('#txt').readOnly")).toBeFalse();
});

test("P31: what can be done to somebody stays open when they remove their message, and says when another moderator was faster", async () => {
  const { room, ada: elsewhere, lin } = await designers();
  const ada = await at.page("ada", { room });
  await ada.until("the messages", `${line(3)} !== null`);
  await listensToKeys(ada);
  await ada.get(`${line(3)}.focus()`);
  await ada.view.press("m");
  await ada.until("what lin said", "document.querySelectorAll('.said li').length === 3");
  await lin.ask("remove", { room, seq: 3 });
  await ada.until("the removal", `${line(3)}.querySelector(".gone") !== null`);
  await choosesInDialog(ada, "Mute");
  await ada.shows(`lin can read but not write in ${room} until`);
  await ada.get("document.querySelector('.act-form .main').click()");
  await ada.until("the line of the act", act("ada muted lin · until"));
  await ada.shows("Done");

  await choosesInDialog(ada, "Lift restrictions");
  await ada.shows(`lin can come back to ${room} and write there again.`);
  const reply = await lin.ask("rename", { name: "lin" });
  const { from } = (reply as { you: { from: string } }).you;
  await elsewhere.ask("pardon", { room, from });
  await ada.get("document.querySelector('.act-form .main').click()");
  await ada.shows("It no longer exists, or someone else has already done it.");
});

test("P31: on a phone, a report that waits is seen at the button of the rooms, and its message is read whole", async () => {
  const { room, ada: elsewhere, lin } = await designers();
  const long = `buy\n${"and buy ".repeat(200)}${"x".repeat(200)}the end`;
  await lin.say(long, { room, name: "lin" });
  const ada = await at.page("ada", { room, ...PHONE });
  await ada.until("the messages", `${line(3)} !== null`);
  const isMarked = "document.querySelector('.menu.has-unread') !== null";
  expect(await ada.get<boolean>(isMarked)).toBeFalse();
  const noor = await at.client("noor");
  await noor.ask("report", {
    room,
    seq: 4,
    reason: "advertising, again and again ".repeat(6),
  });
  await ada.until("the mark", isMarked);
  await ada.press("Rooms");
  await ada.press("Reports");
  const whole = "document.querySelector('.reports .whole')";
  await ada.until("its message", `${whole}?.innerText.endsWith("the end")`);
  const widths = "(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)";
  expect(await ada.get<number>(`${widths}(document.querySelector("dialog"))`)).toBe(0);
  await decides(elsewhere, room);
  await ada.until("no mark", `!(${isMarked})`);
});

test("P31: from a report one acts in the room of its message, whichever room one is in", async () => {
  const { room, ada: elsewhere } = await designers();
  const ada = await at.page("ada");
  const noor = await at.client("noor");
  await noor.ask("report", { room, seq: 2 });
  await ada.press("Reports");
  // What waits stands above what was decided in other rooms.
  const first = "document.querySelector('.reports li')";
  await ada.until("the report", `${first}?.innerText.includes("${room}")`);
  await ada.get(
    `[...${first}.querySelectorAll("button")].find((one) => one.innerText.includes("Moderate")).click()`,
  );
  await ada.until("what lin said", "document.querySelectorAll('.said li').length === 3");
  await choosesInDialog(ada, "Ban");
  await ada.shows(`lin has to leave ${room} and can't come back until`);
  await ada.get("document.querySelector('.act-form .main').click()");
  await ada.until("the line of the act", act("ada banned lin · until"));
  await decides(elsewhere, room);
  expect(ada.complaints).toEqual([]);
});
