import { afterEach, expect, jest, test } from "bun:test";
import type { Outgoing } from "../../../src/client/outbox";
import { open, message, shown } from "./opened-room";

afterEach(() => void jest.useRealTimers());

test("an own message is shown once, in every state of its sending", async () => {
  const { served, room, unacknowledged, log } = await open({ said: 1, seen: 1 });
  const own: Outgoing = {
    id: "own",
    room: "designers",
    name: "ada",
    txt: "hello",
    order: 1,
    state: "sending",
  };
  unacknowledged.value = [own, { ...own, id: "elsewhere", room: "kitchen" }];
  expect(room.outgoing.value.map(({ id }) => id)).toEqual(["own"]);
  log.push({ ...message(2, "ada"), id: "own" });
  served.receive(log[1]!);
  expect(room.outgoing.value).toEqual([]);
  expect(room.messages.value.map(({ id }) => id)).toEqual(["1", "own"]);
});

test("sending from far back goes to the newest messages", async () => {
  const { served, room } = await open({ said: 500, at: 9 });
  served.onSent();
  await room.goTo({ is: "end" });
  expect(shown(room)).toEqual([451, 500]);
});

test("sending from far back while offline goes to the newest messages with the next connection", async () => {
  const { served, room, join, down } = await open({ said: 500, at: 9 });
  down(true);
  served.onSent();
  await room.goTo({ is: "end" });
  expect(room.goal.value).toEqual({ is: "end" });
  down(false);
  await join();
  expect(shown(room)).toEqual([451, 500]);
});

test("a room is marked as failed as long as a message there waits for the person to act", async () => {
  const { room, unacknowledged } = await open({});
  const unsent = { order: 1, id: "1", room: "designers", name: "ada", txt: "hello" };
  const error = { code: "too_long", message: "too long" } as const;
  unacknowledged.value = [{ ...unsent, state: "queued", error }];
  expect(room.hasFailed.value).toBeFalse();
  unacknowledged.value = [{ ...unsent, state: "failed", error }];
  expect(room.hasFailed.value).toBeTrue();
  unacknowledged.value = [];
  expect(room.hasFailed.value).toBeFalse();
});
