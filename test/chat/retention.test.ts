import { Database } from "bun:sqlite";
import { expect, setDefaultTimeout, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import {
  type Log,
  openSqlite,
  openSqliteLog,
  removeOld,
  roomsIn,
  startRetention,
} from "../../src/store";
import type { HistoryPage, Reply } from "../../src/protocol";
import { Client } from "../support/client";
import { within } from "../support/deadline";
import { quickFolder } from "../support/folder";
import { serve } from "../support/server";
import { until } from "../support/until";

setDefaultTimeout(60_000);

const DAY = 86_400_000;

test("P13: RETENTION_DAYS removes older messages, the floor rises, and numbering continues", async () => {
  const folder = await mkdtemp(`${tmpdir()}/chuan-retention-`);
  const path = `${folder}/chuan.db`;
  const log = openSqliteLog(path, () => {});
  for (const id of ["old", "older", "young"])
    await log.append({ room: "lobby", id, from: "ada", name: "ada", txt: id });
  await log.close();
  const file = new Database(path);
  file.run("UPDATE messages SET at = at - ? WHERE seq <= 2", [8 * DAY]);
  file.close();

  await using server = await serve({ DATABASE_URL: `sqlite:${path}`, RETENTION_DAYS: "7" });
  await using ada = await Client.connect(server.url);
  const history = async () =>
    (await ada.ask("history", { room: "lobby" })) as Reply<HistoryPage> & { ok: true };
  const removed = async () => {
    while ((await history()).messages.length > 1) await Bun.sleep(5);
  };
  await within(20_000, "the removal", removed());
  expect(await history()).toMatchObject({ head: 3, floor: 3, messages: [{ txt: "young" }] });
  expect(await ada.say("next")).toMatchObject({ ok: true, meta: { seq: 4 } });
  await rm(folder, { recursive: true });
});

test("H46: removing old messages from very many rooms pauses most of the time", async () => {
  const log = openSqliteLog(":memory:", () => {});
  const drafts = Array.from({ length: 1000 }, (_, n) => ({
    room: `room-${n}`,
    id: "id",
    from: "ada",
    name: "ada",
    txt: "hello",
  }));
  await Promise.all(drafts.map((draft) => log.append(draft)));
  let worked = 0;
  const remove: Log["remove"] = async (...asked) => {
    const began = performance.now();
    const count = await log.remove(...asked);
    worked += performance.now() - began;
    return count;
  };
  const began = performance.now();
  await removeOld({ ...log, remove }, roomsIn(log), () => 1, new AbortController().signal);
  expect(worked / (performance.now() - began)).toBeLessThan(0.15);
  await log.close();
});

test("H46: removing old messages ends at once when it is stopped during a pause", async () => {
  const log = openSqliteLog(":memory:", () => {});
  const over = new AbortController();
  const rooms = Array.from({ length: 2000 }, (_, n) => `room-${n}`);
  await Promise.all(
    rooms.map((room) => log.append({ room, id: "id", from: "ada", name: "ada", txt: "hello" })),
  );
  const round = removeOld(log, roomsIn(log), () => 1, over.signal);
  over.abort();
  await within(1000, "the end of the round", round);
  await log.close();
});

test.each([
  [
    "no room says otherwise",
    0,
    {},
    ["tea 1", "tea 20", "tea 90", "designers 1", "designers 20", "designers 90"],
  ],
  ["the server keeps 30 days", 30, {}, ["tea 1", "tea 20", "designers 1", "designers 20"]],
  ["a room keeps 7", 0, { tea: 7 }, ["tea 1", "designers 1", "designers 20", "designers 90"]],
  ["a room keeps 7, and the server 30", 30, { tea: 7 }, ["tea 1", "designers 1", "designers 20"]],
  [
    "a room keeps 60, and the server 30",
    30,
    { tea: 60 },
    ["tea 1", "tea 20", "designers 1", "designers 20"],
  ],
])(
  "P29: of messages the shorter time of the room and the server holds: %s",
  async (_, days, own, kept) => {
    const folder = await quickFolder("chuan-retention-");
    const path = `${folder}/chuan.db`;
    const store = openSqlite(path, () => {});
    for (const room of ["tea", "designers"])
      for (const age of [90, 20, 1])
        await store.log.append({ room, id: `${age}`, from: "ada", name: "ada", txt: "hello" });
    {
      using file = new Database(path);
      file.run("UPDATE messages SET at = at - id * ?", [DAY]);
    }
    for (const [room, ownDays] of Object.entries<number>(own)) {
      const profile = { room, kind: "open" as const, at: 1, days: ownDays };
      await store.community.decide({ rooms: [room], people: [] }, () => ({ profiles: [profile] }));
    }
    const stop = startRetention(store, {
      days,
      failed: (error) => {
        throw error;
      },
      removed: () => {},
    });
    const left = async () => {
      const pages = await Promise.all(
        ["tea", "designers"].map((room) => store.log.read(room, { limit: 9 })),
      );
      return pages
        .flatMap(({ messages }) => messages.map(({ room, id }) => `${room} ${id}`))
        .toSorted();
    };
    await until("old messages to be removed", async () => (await left()).length <= kept.length);
    expect(await left()).toEqual(kept.toSorted());
    stop();
    await store.community.close();
    await store.log.close();
    await rm(folder, { recursive: true });
  },
);
