/** What an outbox keeps in the store for later pages, and what pages of one browser do together. */
import { expect, setDefaultTimeout, spyOn, test } from "bun:test";
import { openOutboxOrder } from "../../src/client/outbox-order";
import { memory as storage } from "./memory";
import { ADA, LIN, memory, open, TOO_LONG } from "./outbox-at-hand";

setDefaultTimeout(60_000);

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
