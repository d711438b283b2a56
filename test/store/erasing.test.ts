import { Database } from "bun:sqlite";
import { expect, setDefaultTimeout, test } from "bun:test";
import { copyFileSync, existsSync, readFileSync, renameSync } from "node:fs";
import { openSqliteLog } from "../../src/store/sqlite/sqlite-log";
import { backUp } from "../../src/store/sqlite/backup";
import type { Log } from "../../src/store/log";
import { until } from "../support/until";
import { ada, upTo } from "./contract-parts";
import { editing, reacting, removing } from "./changes-parts";
import { makeSqliteStore } from "./sqlite-store";

setDefaultTimeout(60_000);

const ROOMS = 12;
const SOON = 50;
const roomOf = (n: number) => `room-${n % ROOMS}`;
const word = (n: number, what = "said") => `${what}${String(n).padStart(5, "0")}x`;

/** Those of the words that are somewhere in the bytes of the store. */
function foundIn(path: string, words: string[]): string[] {
  const files = ["", "-wal"].map((end) => `${path}${end}`).filter((file) => existsSync(file));
  const bytes = files.map((file) => readFileSync(file).toString("latin1")).join("");
  const found = new Set(bytes.match(/(?:said|edited)\d{5}x/g) ?? []);
  return words.filter((one) => found.has(one));
}

/** Says many things in several rooms, of all lengths: SQLite moves rows from page to page. */
async function sayMany(log: Log, count: number): Promise<void> {
  for (let first = 0; first < count; first += 50)
    await Promise.all(
      upTo(50).map((n) => {
        const filling = "y".repeat(((first + n) * 37) % (n === 7 ? 3900 : 400));
        return log.append(
          ada(`${first + n}`, { room: roomOf(first + n), txt: `${word(first + n)} ${filling}` }),
        );
      }),
    );
}

/** The `seq` of the message n in its room. */
const seqOf = (n: number) => Math.ceil(n / ROOMS);
const place = (n: number) => ({ room: roomOf(n), seq: seqOf(n) });

test("H33: what was removed, what stood there before an edit, and what was retired is in no byte of the files of a server that runs", async () => {
  await using store = await makeSqliteStore();
  const log = openSqliteLog(store.path, () => {}, undefined, SOON);
  await sayMany(log, 800);
  const edited = upTo(800).filter((n) => n % 5 === 0);
  const removed = upTo(800).filter((n) => n % 10 === 0 || n % 7 === 0);
  await Promise.all(
    edited.map((n) =>
      log.change(editing({ ...place(n), txt: `${word(n, "edited")} ${"z".repeat(n % 500)}` })),
    ),
  );
  for (const n of removed) await log.change(removing(place(n)));
  await log.remove("room-1", Date.now() + 1, 10);
  const retired = upTo(10).map((n) => word((n - 1) * ROOMS + 1));
  const gone = [
    ...edited.map((n) => word(n)),
    ...removed.flatMap((n) => [word(n), word(n, "edited")]),
    ...retired,
  ];
  await until("everything to be erased", () => foundIn(store.path, gone).length === 0);
  // Nothing else is gone, and the file is whole.
  const rooms = await Promise.all(
    upTo(ROOMS).map(async (n) => (await log.read(`room-${n - 1}`, { limit: 1000 })).messages),
  );
  const texts = rooms.flat().map(({ txt }) => txt.split(" ")[0]!);
  const left = upTo(800).filter(
    (n) => !removed.includes(n) && !(n % ROOMS === 1 && n <= 10 * ROOMS),
  );
  expect(texts.filter((txt) => txt !== "").toSorted()).toEqual(
    left.map((n) => word(n, edited.includes(n) ? "edited" : "said")).toSorted(),
  );
  await log.append(ada("after"));
  await log.close();
  using file = new Database(store.path);
  expect(file.query("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" });
});

test("H33: what a server removed that ended before it had erased it, the next one erases", async () => {
  await using store = await makeSqliteStore();
  const log = openSqliteLog(store.path, () => {}, undefined, 3_600_000);
  await sayMany(log, 300);
  // A page that is cut leaves nothing open that keeps the log from being emptied.
  await log.read(roomOf(1), { limit: 50, bytes: 100 });
  await log.read(roomOf(1), { since: 0, limit: 50, bytes: 100 });
  await log.change(removing(place(1)));
  // As after a crash.
  const copy = `${store.folder}/copy.db`;
  for (const end of ["", "-wal"]) copyFileSync(`${store.path}${end}`, `${copy}${end}`);
  await log.close();
  expect(foundIn(copy, [word(1)])).toEqual([word(1)]);
  const next = openSqliteLog(copy, () => {}, undefined, SOON);
  await next.read(roomOf(1), { limit: 50, bytes: 100 });
  await next.read(roomOf(1), { since: 0, limit: 50, bytes: 100 });
  await until("it to be erased", () => foundIn(copy, [word(1)]).length === 0);
  await next.close();
});

test("H33: what was removed is erased when the server ends, and a backup has none of it", async () => {
  await using store = await makeSqliteStore();
  const log = openSqliteLog(store.path, () => {}, undefined, 3_600_000);
  await sayMany(log, 300);
  await log.change(removing(place(1)));
  await log.change(reacting(place(2)));
  await backUp(store.path, `${store.folder}/backup.db`);
  expect(foundIn(`${store.folder}/backup.db`, [word(1)])).toEqual([]);
  await log.close();
  expect(foundIn(store.path, [word(1), word(2)])).toEqual([word(2)]);
});

test("H42: an erasure that fails is told with what it is, is tried again, and succeeds later", async () => {
  await using store = await makeSqliteStore();
  const told: (string | undefined)[] = [];
  const log = openSqliteLog(store.path, (_, what) => told.push(what), undefined, SOON);
  await sayMany(log, 50);
  const away = `${store.path}-away`;
  renameSync(store.path, away);
  await log.change(removing(place(1)));
  await until("two attempts", () => told.length >= 2);
  renameSync(away, store.path);
  await until("it to be erased", () => foundIn(store.path, [word(1)]).length === 0);
  await log.close();
  expect(new Set(told)).toEqual(new Set(["what was removed could not be erased"]));
});

test("P26: a backup names its log anew, and keeps all that happened", async () => {
  await using store = await makeSqliteStore();
  const log = await store.open();
  await sayMany(log, 50);
  await log.change(editing(place(3)));
  await backUp(store.path, `${store.folder}/backup.db`);
  const copy = openSqliteLog(`${store.folder}/backup.db`, () => {});
  expect(copy.epoch).not.toBe(log.epoch);
  const all = { since: 0, limit: 1000 };
  expect(await copy.read(roomOf(3), all)).toEqual(await log.read(roomOf(3), all));
  await copy.close();
  await log.close();
});
