import { expect, setDefaultTimeout, test } from "bun:test";
import { STRANGER } from "../../src/chat/access/standing";
import type { Audience } from "../../src/chat/audience";
import type { Caller } from "../../src/chat/caller";
import { createRateLimits } from "../../src/chat/rate-limits";
import { createUseCases } from "../../src/chat/use-cases";
import { createLogger } from "../../src/logging/logger";
import { createMetrics } from "../../src/ops/metrics/metrics";
import { rejection } from "../support/rejection";
import { createLocalRoster, createLocalTypingRelay, type Log, openSqlite } from "../../src/store";

setDefaultTimeout(60_000);

const room = "designers";
const NOBODY: Audience = {
  enter: () => {},
  leave: () => {},
  has: () => false,
  isBehind: () => false,
  size: () => 0,
  sizeOfBoth: () => 0,
  callersIn: () => [],
  everybody: () => [],
  callersOf: () => [],
  end: () => {},
  tell: () => {},
  tellOne: () => {},
  cutOff: () => {},
};

/** The use cases over a log whose reads take the longer the earlier they were asked for, and ada in a room of it. */
async function open(most: number) {
  const { log, community, persons } = openSqlite(":memory:", () => {});
  let reads = 0;
  const read: Log["read"] = async (...asked) => {
    reads += 1;
    await Bun.sleep(Math.max(0, most - reads));
    return log.read(...asked);
  };
  const { events } = createUseCases({
    audience: NOBODY,
    log: { ...log, read },
    community,
    persons,
    entry: "open",
    publicUrl: undefined,
    isProxy: () => false,
    roster: createLocalRoster(),
    relay: createLocalTypingRelay(),
    logger: createLogger("silent"),
    limits: {},
    rateLimits: createRateLimits({
      messageRate: 0,
      messageBurst: 0,
      eventRate: 0,
      backlogBytes: 0,
    }),
    measurements: createMetrics().measurements,
  });
  const ada: Caller = {
    id: "request of ada",
    person: { from: "id-of-ada", name: "ada" },
    address: "192.0.2.1",
    hasKey: false,
    standing: STRANGER,
    memberships: new Map(),
    isGone: false,
  };
  await events.join.useCase(ada, { room });
  await events.chuan.useCase(ada, { room, name: "ada", txt: "first" });
  return { log, events, ada };
}

test("P21: changes that are sent without waiting are made in their order, however long it takes to look up what they need", async () => {
  const { log, events, ada } = await open(20);
  const texts = Array.from({ length: 12 }, (_, n) => (n % 3 === 0 ? `@ada ${n}` : `${n}`));
  const edit = async (seq: number, txt: string) => events.edit.useCase(ada, { room, seq, txt });
  const edits = texts.map((txt) => edit(1, txt));
  const gone = rejection(edit(2, "nothing is there"));
  const last = events.react.useCase(ada, { room, seq: 1, emoji: "👍", on: true });
  expect((await Promise.all(edits)).map(({ rev }) => rev)).toEqual(texts.map((_, n) => n + 2));
  expect(String(await gone)).toContain("there is no message 2");
  expect(await last).toMatchObject({ rev: texts.length + 2, message: { txt: texts.at(-1)! } });
  await log.close();
});

test("P5: an answer that has to be looked up is stored before what was sent after it", async () => {
  const { log, events, ada } = await open(20);
  const sent = [1, 2, 3, 4].map(async (n) => {
    const answer = n % 2 === 0 ? {} : { re: 1 };
    const after = n > 1 ? { after: `${n - 1}` } : {};
    return events.chuan.useCase(ada, {
      room,
      name: "ada",
      txt: `${n}`,
      id: `${n}`,
      ...answer,
      ...after,
    });
  });
  expect((await Promise.all(sent)).map(({ meta }) => meta.seq)).toEqual([2, 3, 4, 5]);
  await log.close();
});

test("P14, P23: the acknowledgement of a message that retention removed moves no cursor", async () => {
  const { log, events, ada } = await open(0);
  const said = { room, name: "ada", txt: "second", id: "second" };
  const { meta } = await events.chuan.useCase(ada, said);
  await events.react.useCase(ada, { room, seq: 1, emoji: "👍", on: true });
  expect(await log.remove(room, Date.now() + 1, 2)).toBe(2);
  const again = await events.chuan.useCase(ada, said);
  const { seq, id, from, at } = meta;
  expect(again.meta).toMatchObject({ seq, id, from, at, rev: 3, prev: 3 });
  expect(again.message).toMatchObject({ txt: "", gone: { at } });
  await log.close();
});
