import { expect, setDefaultTimeout, test } from "bun:test";
import { memory, open, RATE_LIMITED, TOO_LONG, UNSUCCEEDED } from "./outbox-at-hand";

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
