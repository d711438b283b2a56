import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { Link, portOf } from "../../chaos/link";
import { Random } from "../../chaos/random";
import { until } from "../../support/until";
import { openPage } from "../person";
import { edit, react, REMOVE, type Surfer, open, plain } from "./surfer";

setDefaultTimeout(60_000);

// Most of what each takes is waiting, and each has servers of its own.
const test = alone.concurrent;

test("P21, P22: what one changes, the other sees; nothing becomes unread by it", async () => {
  await using people = await open("ada", "lin");
  const { ada, lin } = people;
  ada.page.chat.send("helo");
  await until("the message", () => [ada, lin].every(({ messages }) => messages.length === 1));
  lin.room.see(1);
  ada.page.chat.change(ada.at(1), edit("hello"));
  expect(ada.at(1)).toMatchObject({ txt: "hello", pending: true });
  await until("the edit", () => lin.at(1).txt === "hello");
  lin.page.chat.change(lin.at(1), react("👍"));
  await until("the reaction", () => ada.at(1).reactions?.[0]?.count === 1);
  await until("lin's own mark", () => lin.at(1).reactions?.[0]?.mine === true && lin.isDone);
  expect(ada.at(1).reactions?.[0]?.mine).toBeUndefined();
  ada.page.chat.change(ada.at(1), REMOVE);
  await until("the removal", () => lin.at(1).gone !== undefined);
  expect([lin.at(1).txt, lin.room.unread.value]).toEqual(["", 0]);
});

test("wishes made offline are shown, survive a reload, and are granted in the end", async () => {
  await using people = await open("ada", "lin");
  const { ada, lin } = people;
  for (const txt of ["one", "two", "three"]) ada.page.chat.send(txt);
  await until("the messages kept", async () => (await ada.kept()).includes('"rev":3,"epoch"'));
  ada.link.break();
  await until("ada offline", () => ada.page.chat.status.value.is !== "online");
  ada.page.chat.change(ada.at(1), edit("uno"));
  ada.page.chat.change(ada.at(2), REMOVE);
  ada.page.chat.change(ada.at(3), react("🎉"));
  ada.page.chat.send("fuor");
  await until("the wishes kept", async () => (await ada.kept()).includes("fuor"));
  await ada.reload(true);
  await until(
    "what was kept",
    () => ada.messages.length === 3 && ada.room.outgoing.value.length === 1,
  );
  expect(ada.messages.map(({ txt }) => txt)).toEqual(["uno", "", "three"]);
  const [unsent] = ada.room.outgoing.value;
  ada.page.chat.change(unsent!, edit("four"));
  ada.link.heal();
  await until("what lin sees", () => lin.messages.length === 4 && ada.isDone);
  expect(lin.messages.map(({ txt }) => txt)).toEqual(["uno", "", "three", "four"]);
  expect(lin.at(4).edited).toBeUndefined();
  expect(plain(ada.messages)).toEqual(plain(await people.fresh()));
});

test("P23: the text of a removed message is in no byte that a browser keeps, also of one that was offline", async () => {
  await using people = await open("ada", "lin");
  const { ada, lin } = people;
  ada.page.chat.send("the secret");
  await until("the text kept", async () => (await lin.kept()).includes("secret"));
  lin.link.break();
  await until("lin offline", () => lin.page.chat.status.value.is !== "online");
  lin.page.chat.change(lin.at(1), react("👍"));
  await until("the wish kept", async () => (await lin.kept()).includes("👍"));
  ada.page.chat.change(ada.at(1), REMOVE);
  await until("nothing at ada's", async () => ada.isDone && !(await ada.kept()).includes("secret"));
  await lin.reload();
  await until("nothing at lin's", async () => !/secret|👍/u.test(await lin.kept()));
  expect(lin.at(1)).toMatchObject({ txt: "", gone: { by: ada.page.chat.me.value } });
});

test("P23: that holds for a room that is not shown as well", async () => {
  await using people = await open("ada", "lin");
  const { ada, lin } = people;
  ada.page.chat.send("the secret");
  await until("the text kept", async () => (await lin.kept()).includes("secret"));
  lin.browser.store.setItem(
    "chuan.rooms",
    JSON.stringify([{ room: "lobby", seen: 1, tell: "all" }]),
  );
  lin.link.break();
  await using elsewhere = await Link.open(() => portOf(people.ada.link.url));
  const page = openPage(elsewhere.url, { browser: lin.browser, place: { room: "kitchen" } });
  await until("lin in the kitchen", () => page.chat.room.value.isSettled.value);
  ada.page.chat.change(ada.at(1), REMOVE);
  await until("nothing at lin's", async () => !(await lin.kept()).includes("secret"));
});

test("P24: an answer calls the one who is answered, and its line shows what it answers as that changes", async () => {
  await using people = await open("ada", "lin");
  const { ada, lin } = people;
  for (let n = 1; n <= 60; n += 1) ada.page.chat.send(`message ${n}`);
  await until("the messages", () => lin.messages.length === 60);
  lin.page.chat.send("yes", 2);
  await until("the answer", () => [ada, lin].every(({ messages }) => messages.length === 61));
  expect([ada.at(61).re, ada.room.callsMe(ada.at(61)), lin.room.callsMe(lin.at(61))]).toEqual([
    2,
    true,
    false,
  ]);
  await lin.reload();
  await until("lin again", () => lin.room.isSettled.value && lin.messages.length > 0);
  await until("what is answered", () => lin.room.quoted(2)?.txt === "message 2");
  ada.page.chat.change(ada.at(2), edit("message two"));
  await until("the edit", () => lin.room.quoted(2)?.txt === "message two");
  expect(await lin.room.find(2)).toMatchObject({ txt: "message two" });
});

test("P25: people who reacted, and names to ids", async () => {
  await using people = await open("ada", "lin");
  const { ada, lin } = people;
  ada.page.chat.send("hello");
  await until("the message", () => [ada, lin].every(({ messages }) => messages.length === 1));
  lin.page.chat.change(lin.at(1), react("👍"));
  await until("the reaction", () => ada.at(1).reactions !== undefined);
  const [who] = await ada.page.chat.requests.reactors("lobby", 1, "👍");
  expect(who?.name).toBe("lin");
  expect(await ada.page.chat.requests.namesOf([who!.from])).toEqual([who!]);
});

test("a wish that the server refuses shows why, and the message is as the server has it", async () => {
  await using people = await open("ada", "lin");
  const { ada, lin } = people;
  ada.page.chat.send("hello");
  await until("the message", () => [ada, lin].every(({ messages }) => messages.length === 1));
  lin.page.chat.change(lin.at(1), edit("not hers"));
  await until("the refusal", () => lin.at(1).refused?.error.code === "forbidden");
  expect(lin.at(1)).toMatchObject({ txt: "hello", refused: { wish: edit("not hers") } });
  lin.page.chat.discard(lin.at(1).refused!.id);
  expect(lin.at(1).refused).toBeUndefined();
});

test("P22: people who change the same messages at once, through cuts and reloads, end with the same", async () => {
  await using people = await open("ada", "lin", "noor");
  const surfers = [people.ada, people.lin, people.noor];
  const random = new Random(20);
  for (let step = 0; step < 150; step += 1) {
    const one = random.pick(surfers);
    act(one, random, step);
    const roll = random.between(1, 60);
    if (roll === 1) one.link.cut();
    if (roll === 2) one.link.break();
    if (roll <= 5) for (const each of surfers) each.link.heal();
    if (roll === 6) await one.reload();
    if (random.next() < 0.5) await Bun.sleep(5);
  }
  for (const each of surfers) each.link.heal();
  const fresh = () => people.fresh().then(plain);
  for (const each of surfers)
    await until("everybody with the same", async () => {
      // A page that was loaded again has read the newest messages only, until somebody reads back.
      if (each.room.hasOlder.value) await each.room.loadOlder();
      return each.isDone && Bun.deepEquals(plain(each.messages), await fresh());
    }).catch(async () => expect(plain(each.messages)).toEqual(await fresh()));
});

/** Says something, or changes one of the last messages. */
function act({ page: { chat }, messages }: Surfer, random: Random, step: number): void {
  const message = messages.at(-random.between(1, 6));
  if (!message || random.next() < 0.3) return chat.send(`message ${step}`, message?.seq);
  const isOwn = message.from === chat.me.value;
  const emoji = random.pick(["👍", "🎉"]);
  const isOn = message.reactions?.some((one) => one.emoji === emoji && one.mine);
  const roll = random.next();
  if (isOwn && roll < 0.1) chat.change(message, REMOVE);
  else if (isOwn && roll < 0.5) chat.change(message, edit(`message ${step}`));
  else chat.change(message, react(emoji, !isOn));
}
