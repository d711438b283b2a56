import { Database } from "bun:sqlite";
import { expect, setDefaultTimeout, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { type Log, openSqliteLog, removeOld } from "../../src/store";
import type { HistoryPage, Reply } from "../../src/protocol";
import { Client } from "../support/client";
import { within } from "../support/deadline";
import { serve } from "../support/server";

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
  await removeOld({ ...log, remove }, 1, new AbortController().signal);
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
  const round = removeOld(log, 1, over.signal);
  over.abort();
  await within(1000, "the end of the round", round);
  await log.close();
});
