import { expect, setDefaultTimeout, spyOn, test } from "bun:test";
import { openOutboxOrder } from "../../src/client/outbox-order";
import { memory as storage } from "./memory";
import { ADA, LIN, memory, open, RATE_LIMITED, TOO_LONG, UNSUCCEEDED } from "./outbox-at-hand";

setDefaultTimeout(60_000);

test("without a connection a message is queued; with one it is sending, then acknowledged and gone", async () => {
  const ada = open();
  await ada.say("hello");
  expect(ada.outbox.outgoing).toMatchObject([{ txt: "hello", state: "queued" }]);
  ada.outbox.setConnected(true);
  await ada.is("hello", "sending");
  await ada.accept(1);
  expect(ada.outbox.outgoing).toEqual([]);
  expect(ada.acknowledged).toMatchObject([{ txt: "hello", name: "ada", seq: 1 }]);
});

test("P5: messages are sent in the order typed, each after the one before, and more together while all are accepted", async () => {
  const ada = open();
  ada.outbox.setConnected(true);
  const all = Array.from({ length: 80 }, (_, n) => `message ${n}`);
  for (const txt of all) await ada.say(txt);
  const together: number[] = [];
  for (let accepted = 0; accepted < all.length;) {
    await ada.tried(accepted + 1);
    const tries = ada.tries.length;
    together.push(tries - accepted);
    while (accepted < tries) await ada.accept((accepted += 1));
  }
  expect(together).toEqual([1, 2, 4, 8, 16, 32, 17]);
  const first = new Set([0, 1, 3, 7, 15, 31, 63]);
  expect(ada.succession()).toEqual(
    all.map((txt, n) => [txt, first.has(n) ? undefined : all[n - 1]]),
  );
});

test("P5: when a message is refused for now, those after it are, too, and all are sent again in the order typed", async () => {
  const ada = open();
  ada.outbox.setConnected(true);
  for (const txt of ["one", "two", "three", "four"]) await ada.say(txt);
  await ada.accept(1);
  await ada.refuse(2, RATE_LIMITED);
  await ada.refuse(3, UNSUCCEEDED);
  const pause = await ada.nextWait(1);
  expect(pause.ms).toBe(4000);
  expect(ada.outbox.outgoing).toMatchObject([
    { txt: "two", state: "queued", error: RATE_LIMITED },
    { txt: "three", state: "queued" },
    { txt: "four", state: "queued" },
  ]);
  expect(ada.outbox.outgoing.filter((one) => "error" in one)).toHaveLength(1);
  pause.over();
  for (const n of [4, 5, 6]) await ada.accept(n);
  expect(ada.succession()).toEqual([
    ["one", undefined],
    ["two", undefined],
    ["three", "two"],
    ["two", undefined],
    ["three", undefined],
    ["four", "three"],
  ]);
  expect(ada.acknowledged.map(({ txt }) => txt)).toEqual(["one", "two", "three", "four"]);
});

test("P5: when a message is refused for good, those after it are sent again at once, without it", async () => {
  const ada = open();
  ada.outbox.setConnected(true);
  for (const txt of ["one", "long", "three"]) await ada.say(txt);
  await ada.accept(1);
  await ada.refuse(2, TOO_LONG);
  await ada.refuse(3, UNSUCCEEDED);
  await ada.is("long", "failed");
  await ada.accept(4);
  expect(ada.succession().slice(3)).toEqual([["three", undefined]]);
  expect(ada.waits).toEqual([]);
});

test("P5: a message comes after the one before it in its own room", async () => {
  const ada = open();
  for (const n of [1, 2, 3, 4, 5, 6, 7]) await ada.say(`${n}`, n % 2 ? "here" : "there");
  ada.outbox.setConnected(true);
  for (const n of [1, 2, 3]) await ada.accept(n);
  expect(await ada.tried(7)).toBe("7");
  expect(ada.succession().slice(3)).toEqual([
    ["4", undefined],
    ["5", undefined],
    ["6", "4"],
    ["7", "5"],
  ]);
});

test("P8: after a lost connection the same message goes out under the same id, before any other", async () => {
  const ada = open();
  ada.outbox.setConnected(true);
  await ada.say("one");
  await ada.say("two");
  await ada.lose(1);
  await ada.is("one", "queued");
  ada.outbox.setConnected(true);
  (await ada.nextWait(1)).over();
  expect(await ada.tried(2)).toBe("one");
  expect(ada.tries[1]?.unsent.id).toBe(ada.tries[0]!.unsent.id);
  await ada.accept(2);
  expect(await ada.tried(3)).toBe("two");
});

test("a message refused for now waits as long as the server said, is sent again, and keeps its place", async () => {
  const ada = open();
  ada.outbox.setConnected(true);
  await ada.say("one");
  await ada.say("two");
  await ada.refuse(1, RATE_LIMITED);
  const pause = await ada.nextWait(1);
  expect(pause.ms).toBe(4000);
  expect(await ada.is("one", "queued")).toMatchObject({ error: RATE_LIMITED });
  expect(ada.tries).toHaveLength(1);
  pause.over();
  expect(await ada.tried(2)).toBe("one");
  await ada.accept(2);
  expect(await ada.tried(3)).toBe("two");
});

test("a message refused for good has failed, shows the reason, and holds up no other", async () => {
  const ada = open();
  ada.outbox.setConnected(true);
  await ada.say("long");
  await ada.say("short");
  await ada.refuse(1, TOO_LONG);
  expect(await ada.is("long", "failed")).toMatchObject({ error: TOO_LONG });
  expect(await ada.tried(2)).toBe("short");
});

test("a failed message can be tried again, or discarded", async () => {
  const store = memory();
  const ada = open(store);
  ada.outbox.setConnected(true);
  await ada.say("long");
  await ada.refuse(1, TOO_LONG);
  const { id } = await ada.is("long", "failed");
  await ada.outbox.retry(id, "ada");
  expect(await ada.tried(2)).toBe("long");
  await ada.refuse(2, TOO_LONG);
  await ada.is("long", "failed");
  await ada.outbox.discard(id);
  expect(ada.outbox.outgoing).toEqual([]);
  expect(store.kept.size).toBe(0);
});

test("messages that an earlier page left in the store are sent first, in the order typed, with their ids", async () => {
  const store = memory();
  const before = open(store);
  for (const txt of ["one", "two"]) await before.say(txt);
  const after = open(store);
  await after.say("three");
  await after.outbox.restore();
  after.outbox.setConnected(true);
  for (const [n, txt] of ["one", "two", "three"].entries()) {
    expect(await after.tried(n + 1)).toBe(txt);
    await after.accept(n + 1);
  }
  expect(after.tries.map(({ unsent }) => unsent.id).slice(0, 2)).toEqual(
    before.outbox.outgoing.map(({ id }) => id),
  );
  expect(store.kept.size).toBe(0);
});

test("a message typed before the store was read comes after the stored ones on every later page, too", async () => {
  const store = memory();
  await open(store).say("one");
  await open(store).say("two");
  const third = open(store);
  await third.outbox.restore();
  expect(third.outbox.outgoing.map(({ txt }) => txt)).toEqual(["one", "two"]);
});

test("an acknowledged message is not sent again by a later page", async () => {
  const store = memory();
  const before = open(store);
  before.outbox.setConnected(true);
  await before.say("hello");
  await before.accept(1);
  const after = open(store);
  await after.outbox.restore();
  expect(after.outbox.outgoing).toEqual([]);
});

test("messages that another page could not send are sent with the next connection, and discarded ones do not come back", async () => {
  const store = memory();
  const ada = open(store);
  ada.outbox.setConnected(true);
  await ada.say("long");
  await ada.refuse(1, TOO_LONG);
  const { id } = await ada.is("long", "failed");
  ada.outbox.setConnected(false);
  await open(store).say("typed offline in a page that was closed");
  ada.outbox.setConnected(true);
  await ada.outbox.discard(id);
  expect(await ada.tried(2)).toBe("typed offline in a page that was closed");
  await ada.accept(2);
  await ada.outbox.restore();
  expect([ada.tries.length, ada.outbox.outgoing]).toEqual([2, []]);
});

test("a message of another identity is shown but not sent, until the browser has that identity again", async () => {
  const store = memory();
  await open(store, LIN).say("written as lin");
  const ada = open(store);
  await ada.say("written as ada");
  ada.outbox.setConnected(true);
  expect(await ada.tried(1)).toBe("written as ada");
  await ada.accept(1);
  expect(ada.outbox.outgoing).toMatchObject([{ txt: "written as lin", state: "foreign" }]);
  expect([ada.tries.length, store.kept.size]).toEqual([1, 1]);
  const lin = open(store, LIN);
  lin.outbox.setConnected(true);
  expect(await lin.tried(1)).toBe("written as lin");
});

test("a message of another identity can be sent under the current one, and stays with it", async () => {
  const store = memory();
  await open(store, LIN).say("written as lin");
  const ada = open(store);
  await ada.outbox.restore();
  const { id } = await ada.is("written as lin", "foreign");
  await ada.outbox.retry(id, "ada lovelace");
  expect([...store.kept.values()]).toMatchObject([{ owner: ADA, name: "ada lovelace" }]);
  ada.outbox.setConnected(true);
  await ada.accept(1);
  expect(ada.acknowledged).toMatchObject([{ txt: "written as lin", name: "ada lovelace" }]);
});

test("a message of another identity that another page has sent or discarded is no longer shown", async () => {
  const store = memory();
  const lin = open(store, LIN);
  await lin.say("written as lin");
  const ada = open(store);
  await ada.outbox.restore();
  await ada.is("written as lin", "foreign");
  await lin.outbox.discard(lin.outbox.outgoing[0]!.id);
  await ada.outbox.restore();
  expect(ada.outbox.outgoing).toEqual([]);
});

test("stored messages without an owner, from an earlier version of the page, are sent", async () => {
  const old = { order: 1, id: "1", room: "designers", name: "ada", txt: "from before" };
  const ada = open(memory(old));
  ada.outbox.setConnected(true);
  expect(await ada.tried(1)).toBe("from before");
});

test("messages typed in two pages in turn are sent in that order, by the page that connects first", async () => {
  const store = memory();
  const [one, two] = [open(store), open(store)];
  await one.say("a");
  await two.say("b");
  await one.say("c");
  one.outbox.setConnected(true);
  for (const [n, txt] of ["a", "b", "c"].entries()) {
    expect(await one.tried(n + 1)).toBe(txt);
    await one.accept(n + 1);
  }
});

test("a store that never answers does not hold up sending for long", async () => {
  const ada = open({ ...memory(), load: () => new Promise(() => {}) });
  ada.outbox.setConnected(true);
  await ada.say("hello");
  expect(await ada.tried(1)).toBe("hello");
});

test("on a device whose clock is set back, what is typed later still comes later, in whichever page", () => {
  const kept = storage();
  const [one, two] = [openOutboxOrder(kept), openOutboxOrder(kept)];
  const clock = spyOn(Date, "now").mockReturnValue(5000);
  const orders = [one(), two(), one()];
  clock.mockReturnValue(1000);
  orders.push(two(), one(), openOutboxOrder(kept)());
  clock.mockReturnValue(9000);
  orders.push(two());
  clock.mockRestore();
  expect(orders).toEqual([5000, 5001, 5002, 5003, 5004, 5005, 9000]);
});
