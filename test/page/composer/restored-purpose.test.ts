import { expect, test } from "bun:test";
import { signal } from "@preact/signals";
import type { Message } from "../../../src/protocol";
import { isLost, keptAs, restored } from "../../../src/page/composer/restored-purpose";
import { answerTo, editOf } from "../../../src/page/state/purpose";

const message = { room: "lobby", seq: 7, id: "a-7", from: "ada", name: "ada", txt: "helo" };
const said: Message = { ...message, at: 0, rev: 7 };
const gone: Message = { ...said, txt: "", gone: { by: "ada", at: 1 } };
const unsent = { ...message, id: "a-8", order: 8, state: "queued" as const };
const { seq: _, ...queued } = unsent;

/** A room in which this is known of message 7, and one message waits to be sent. */
const roomWith = (known: Message | null | undefined) => ({
  quoted: () => known,
  messages: signal(known ? [known] : []),
  outgoing: signal([queued]),
});

test("what the box is used for is the same after it was kept, whatever its text is", () => {
  const room = roomWith(said);
  for (const purpose of [
    answerTo(7),
    editOf(said, "hello  \n\n edit 9 x y "),
    editOf(said, ""),
    editOf(queued, "later"),
  ])
    expect(restored(keptAs(purpose), room)).toEqual({ ...purpose, begun: 0 });
  expect(keptAs(undefined)).toBe("");
});

test("an edit waits until its message is known, and ends when that is gone, or is another one", () => {
  const edit = editOf(said, "hello");
  const of = (known: Message | null | undefined) => [
    restored(keptAs(edit), roomWith(known)),
    isLost(edit, roomWith(known)),
  ];
  expect(of(undefined)).toEqual([undefined, false]);
  expect(of(null)).toEqual([null, true]);
  expect(of(gone)).toEqual([null, true]);
  // The room's log was restored from an earlier state.
  expect(restored(keptAs(edit), roomWith({ ...said, id: "b-7" }))).toBeNull();
  expect(isLost(answerTo(7), roomWith(gone))).toBeFalse();
});

test("what another program has stored is no purpose", () => {
  for (const kept of ["{}", "answer x", "edit 7", "edit 7 a-7", "answer 7 8"])
    expect([kept, restored(kept, roomWith(said))]).toEqual([kept, null]);
});
