import { expect, setDefaultTimeout, test } from "bun:test";
import { LIN, memory, open, RATE_LIMITED, TOO_LONG } from "./outbox-at-hand";
import { message } from "./room-log";

setDefaultTimeout(60_000);

const edit = (txt: string) => ({ kind: "edit", txt }) as const;
const react = (emoji: string, on = true) => ({ kind: "react", emoji, on }) as const;
const REMOVE = { kind: "remove" } as const;

const first = message(1);
const mine = (emoji: string) => [{ emoji, count: 1, from: ["ada"], mine: true }];
const wishesOf = ({ outbox }: ReturnType<typeof open>) => outbox.wishes.map(({ wish }) => wish);

test("P21: a wish made offline waits, and is sent with the connection, under a send key of its own", async () => {
  const ada = open();
  await ada.outbox.change(first, edit("hi"));
  expect(ada.outbox.wishes).toMatchObject([{ of: "1", seq: 1, state: "queued" }]);
  ada.outbox.setConnected(true);
  const { unsent, seq } = await ada.nextWish(1);
  expect([unsent.wish, seq]).toEqual([edit("hi"), 1]);
  await ada.grant(1);
  expect([ada.outbox.wishes, ada.acknowledged]).toMatchObject([[], [{ seq: 1 }]]);
});

test("P21: a wish whose answer was lost is sent again under the same send key", async () => {
  const ada = open();
  ada.outbox.setConnected(true);
  await ada.outbox.change(first, REMOVE);
  const { unsent, settle } = await ada.nextWish(1);
  ada.outbox.setConnected(false);
  settle.reject(new Error("the connection was lost"));
  ada.outbox.setConnected(true);
  (await ada.nextWait(1)).over();
  expect((await ada.nextWish(2)).unsent.id).toBe(unsent.id);
});

test("wishes survive a reload, and are sent in the order in which they were made", async () => {
  const store = memory();
  const before = open(store);
  await before.outbox.change(first, react("👍"));
  await before.outbox.change(first, edit("hi"));
  const after = open(store);
  after.outbox.setConnected(true);
  expect((await after.nextWish(1)).unsent.wish).toEqual(react("👍"));
  expect(after.wishes).toHaveLength(1);
  await after.grant(1);
  expect((await after.nextWish(2)).unsent.wish).toEqual(edit("hi"));
  await after.grant(2);
  expect(store.kept.size).toBe(0);
});

test("a reaction on and off again, or off and on, sends nothing, also after a reload", async () => {
  const store = memory();
  const ada = open(store);
  await ada.outbox.change(first, react("👍"));
  const again = open(store);
  await again.outbox.restore();
  await again.outbox.change({ ...first, reactions: mine("👍") }, react("👍", false));
  expect([wishesOf(again), store.kept.size]).toEqual([[], 0]);
  const had = { ...first, reactions: mine("🎉") };
  await again.outbox.change(had, react("🎉", false));
  await again.outbox.change(first, react("🎉"));
  await again.outbox.change(first, react("👍", false));
  expect([wishesOf(again), store.kept.size]).toEqual([[], 0]);
});

test("a reaction that the server may have got is taken back by another wish", async () => {
  const ada = open();
  ada.outbox.setConnected(true);
  await ada.outbox.change(first, react("👍"));
  await ada.nextWish(1);
  await ada.outbox.change({ ...first, reactions: mine("👍") }, react("👍", false));
  await ada.grant(1);
  expect((await ada.nextWish(2)).unsent.wish).toEqual(react("👍", false));
});

test("of several edits the last one is sent, and an edit to the same text is none", async () => {
  const store = memory();
  const ada = open(store);
  for (const txt of ["one", "two"]) await ada.outbox.change(first, edit(txt));
  await ada.outbox.change({ ...first, txt: "two" }, edit("two"));
  await ada.outbox.change(message(2), edit(message(2).txt));
  expect([wishesOf(ada), store.kept.size]).toEqual([[edit("two")], 1]);
});

test("a removal takes the place of all that was wished for the message before", async () => {
  const store = memory();
  const ada = open(store);
  await ada.outbox.change(first, edit("a secret"));
  await ada.outbox.change(first, react("👍"));
  await ada.outbox.change(first, REMOVE);
  await ada.outbox.change({ ...first, gone: { at: 1 } }, react("👍"));
  expect(wishesOf(ada)).toEqual([REMOVE]);
  expect(JSON.stringify([...store.kept.values()])).not.toContain("secret");
});

test("an edit of a message that was never sent changes it in the queue, also after a reload; its removal takes it out", async () => {
  const store = memory();
  await open(store).say("helo");
  const ada = open(store);
  await ada.outbox.restore();
  const unsent = await ada.is("helo", "queued");
  await ada.outbox.change(unsent, edit("hello"));
  expect([...store.kept.values()]).toMatchObject([{ txt: "hello" }]);
  await ada.say("nothing");
  await ada.outbox.change(await ada.is("nothing", "queued"), REMOVE);
  ada.outbox.setConnected(true);
  expect(await ada.tried(1)).toBe("hello");
  await ada.accept(1);
  expect([ada.tries.length, wishesOf(ada), store.kept.size]).toEqual([1, [], 0]);
});

test("a failed message that is edited is sent again", async () => {
  const ada = open();
  ada.outbox.setConnected(true);
  await ada.say("long");
  await ada.refuse(1, TOO_LONG);
  await ada.outbox.change(await ada.is("long", "failed"), edit("short"));
  expect(await ada.tried(2)).toBe("short");
});

test.each(["as long as the page is open", "over a reload"])(
  "an edit of a message that the server may have got waits for its seq, %s",
  async (how) => {
    const store = memory();
    const before = open(store);
    before.outbox.setConnected(true);
    await before.say("helo");
    await before.tried(1);
    await before.lose(1);
    const ada = how === "over a reload" ? open(store) : before;
    await ada.outbox.restore();
    await ada.outbox.change(await ada.is("helo", "queued"), edit("hello"));
    const tries = ada.tries.length;
    ada.outbox.setConnected(true);
    if (ada === before) (await ada.nextWait(1)).over();
    expect(await ada.tried(tries + 1)).toBe("helo");
    expect(ada.wishes).toEqual([]);
    await ada.accept(tries + 1, { seq: 7 });
    expect(await ada.nextWish(1)).toMatchObject({ seq: 7, unsent: { wish: edit("hello") } });
  },
);

test("a message that another page sent before it was edited here is edited when it is acknowledged", async () => {
  const ada = open();
  await ada.say("helo");
  await ada.outbox.change(await ada.is("helo", "queued"), edit("hello"));
  ada.outbox.setConnected(true);
  await ada.accept(1, { txt: "helo" });
  expect((await ada.nextWish(1)).unsent.wish).toEqual(edit("hello"));
});

test("a wish for an unsent message goes with it when it is discarded", async () => {
  const store = memory();
  const ada = open(store);
  await ada.say("hello");
  const unsent = await ada.is("hello", "queued");
  await ada.outbox.change(unsent, react("👍"));
  await ada.outbox.discard(unsent.id);
  expect([wishesOf(ada), store.kept.size]).toEqual([[], 0]);
});

test("a wish that is refused for now is sent again, and one refused for good has failed with the reason", async () => {
  const ada = open();
  ada.outbox.setConnected(true);
  await ada.outbox.change(first, edit("hi"));
  await ada.refuseWish(1, RATE_LIMITED);
  (await ada.nextWait(1)).over();
  await ada.refuseWish(2, TOO_LONG);
  const failure = () =>
    ada.until("the failure", () => ada.outbox.wishes.find(({ state }) => state === "failed"));
  const failed = await failure();
  expect(failed).toMatchObject({ error: TOO_LONG });
  await ada.outbox.retry(failed.id, "ada");
  await ada.refuseWish(3, TOO_LONG);
  await failure();
  await ada.outbox.change(first, edit("shorter"));
  expect(wishesOf(ada)).toEqual([edit("shorter")]);
});

test.each(["gone", "not_found"] as const)(
  "P23: a wish for a message that is %s is dropped, with its text",
  async (code) => {
    const store = memory();
    const ada = open(store);
    ada.outbox.setConnected(true);
    await ada.outbox.change(first, edit("hi"));
    await ada.refuseWish(1, { code, message: "it is not there" });
    await ada.until("the wish dropped", () => (store.kept.size === 0 ? true : undefined));
    expect(wishesOf(ada)).toEqual([]);
  },
);

test("a wish of another identity waits until the browser has that identity again", async () => {
  const store = memory();
  await open(store, LIN).outbox.change(first, edit("hi"));
  const ada = open(store);
  ada.outbox.setConnected(true);
  await ada.say("hello");
  await ada.accept(1);
  expect([ada.wishes, ada.outbox.wishes]).toMatchObject([[], [{ state: "foreign" }]]);
});
