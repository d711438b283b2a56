import { expect, setDefaultTimeout, test } from "bun:test";
import type { WireError } from "../../src/protocol";
import { open, UNSUCCEEDED } from "./outbox-at-hand";

setDefaultTimeout(60_000);

const refusal = (code: WireError["code"], more: Partial<WireError> = {}): WireError => ({
  code,
  message: "no",
  ...more,
});
const MUTED = refusal("muted", { until: Date.now() + 600_000, reason: "spam" });

test.each([
  ["muted", MUTED],
  ["banned", refusal("banned")],
  ["locked", refusal("locked")],
])(
  "P32: of what waits for a room in which one is refused (%s), one message is refused, and nothing is lost",
  async (_, error) => {
    const ada = open();
    for (const txt of ["one", "two", "three", "four"]) await ada.say(txt);
    await ada.say("elsewhere", "kitchen");
    ada.outbox.setConnected(true);
    await ada.refuse(1, error);
    await ada.accept(2);
    expect(await ada.tried(2)).toBe("elsewhere");
    expect(ada.outbox.outgoing).toMatchObject(
      ["one", "two", "three", "four"].map((txt) => ({ txt, state: "failed", error })),
    );
    expect(ada.barred).toEqual([`designers ${error.code}`]);
    expect([ada.tries.length, ada.waits.length]).toEqual([2, 0]);
  },
);

test("P32: what was sent together with the refused message is not sent again either", async () => {
  const ada = open();
  ada.outbox.setConnected(true);
  await ada.say("before");
  await ada.accept(1);
  for (const txt of ["one", "two"]) await ada.say(txt);
  await ada.accept(2);
  await ada.accept(3);
  for (const txt of ["three", "four", "five"]) await ada.say(txt);
  await ada.refuse(4, MUTED);
  await ada.is("three", "failed");
  for (let n = 5; n <= ada.tries.length; n += 1) await ada.refuse(n, UNSUCCEEDED);
  await ada.is("five", "failed");
  expect(ada.tries.length).toBeLessThan(7);
  expect(ada.outbox.outgoing.map(({ txt, state }) => [txt, state])).toEqual(
    ["three", "four", "five"].map((txt) => [txt, "failed"]),
  );
});

test("P32: when the time is over, the person sends it again, each with the send key that it had", async () => {
  const ada = open();
  for (const txt of ["one", "two"]) await ada.say(txt);
  ada.outbox.setConnected(true);
  await ada.refuse(1, MUTED);
  await ada.is("two", "failed");
  const [one, two] = ada.outbox.outgoing;
  for (const unsent of [one, two]) await ada.outbox.retry(unsent!.id, "ada");
  await ada.accept(2);
  await ada.accept(3);
  expect(ada.outbox.outgoing).toEqual([]);
  expect(ada.acknowledged.map(({ id, txt }) => [id, txt])).toEqual([
    [one!.id, "one"],
    [two!.id, "two"],
  ]);
});
