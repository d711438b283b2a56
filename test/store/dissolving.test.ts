import { Database } from "bun:sqlite";
import { expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { type OpenStore, openStore } from "../../src/store";
import { startDissolving } from "../../src/store/dissolving";
import { LogUnavailable } from "../../src/store/log";
import { openSqlite } from "../../src/store/sqlite/open-sqlite";
import { preparedDatabase } from "../support/postgres";
import { tableRows } from "../support/postgres-rows";
import { until } from "../support/until";

import { as, CLOSED, closed, invitation, settle } from "./community-parts";
import { reacting } from "./changes-parts";
import { ada, upTo } from "./contract-parts";
import { communityMachine } from "./postgres-machines";
import { makeSqliteStore } from "./sqlite-store";

setDefaultTimeout(60_000);

type Store = Pick<OpenStore, "log" | "community">;

const SOON = 20;
const OPEN = "tea";

/** Says 1,200 things in a closed and in an open room, and founds both. */
async function fill({ log, community }: Store): Promise<void> {
  for (const room of [CLOSED, OPEN, "designers"]) {
    await Promise.all(upTo(1200).map((n) => log.append(ada(`${n}`, { room, txt: `said${room}` }))));
    await log.change(reacting({ room, seq: 7 }));
  }
  const members = [as("owner"), as("owner", undefined, OPEN)];
  const open = { room: OPEN, kind: "open" as const, title: "titletea", at: 1 };
  await settle(community, { profiles: [closed({ title: "titleclosed" }), open], members });
  await settle(community, { invitation: invitation() });
}

const dissolve = ({ community }: Store) =>
  settle(community, {
    profiles: [
      closed({ title: "titleclosed", isDissolved: true }),
      { room: OPEN, kind: "open", title: "titletea", at: 1, isDissolved: true },
    ],
  });

/** Checks what is left of both rooms. */
async function checkGone({ log, community }: Store): Promise<void> {
  await until("both rooms to be forgotten", async () => (await community.dissolved()).length === 0);
  expect(await log.rooms("", 9)).toEqual(["designers", OPEN]);
  // The numbers of an open room are never given again, and its send keys are known.
  expect(await log.read(OPEN, { limit: 9 })).toMatchObject({
    messages: [],
    head: 1200,
    floor: 1201,
  });
  expect(await log.append(ada("1200", { room: OPEN }))).toMatchObject({ seq: 1200, txt: "" });
  expect(await log.append(ada("new", { room: OPEN }))).toMatchObject({ seq: 1201 });
  expect(await log.read("designers", { limit: 9 })).toMatchObject({ head: 1200, floor: 1 });
  for (const room of [CLOSED, OPEN]) {
    expect(await community.profile(room)).toBeUndefined();
    expect(await community.members(room, undefined, 9)).toEqual([]);
  }
  expect(await community.invitations(CLOSED, 10)).toEqual([]);
}

/** All that is in the files of a SQLite store. */
function bytesOf(store: string): string {
  const paths = ["", "-wal"].map((end) => `${store}${end}`).filter((path) => existsSync(path));
  return paths.map((path) => readFileSync(path).toString("latin1")).join("");
}

test("P29, P23: a dissolved room is erased with its title, members and invitations, and is in no byte of a SQLite store", async () => {
  await using files = await makeSqliteStore();
  const store = openSqlite(files.path, () => {}, undefined, SOON);
  const stop = startDissolving(store.log, store.community, SOON);
  await fill(store);
  await dissolve(store);
  await checkGone(store);
  const words = [
    `said${CLOSED}`,
    `said${OPEN}`,
    "titleclosed",
    "TITLECLOSED",
    "titletea",
    "Designers",
  ];
  await until("the bytes to be erased", () => {
    const bytes = bytesOf(files.path);
    return !words.some((word) => bytes.includes(word));
  });
  await stop();
  await store.community.close();
  await store.log.close();
  using file = new Database(files.path);
  expect(file.query("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" });
});

test("P36, P23: of somebody who leaves neither name nor settings are in any byte of a SQLite store", async () => {
  await using files = await makeSqliteStore();
  const { log, community, persons } = openSqlite(files.path, () => {}, undefined, SOON);
  const zoe = { from: "zoe-zoe-zoe-zoe-", name: "Zoe-Zofia" };
  await settle(community, { members: [as("member", zoe, "tea")] });
  await persons.claim({ looks: ["look-of-zoe"], name: zoe.name, from: zoe.from }, 0);
  await persons.block(zoe.from, "blocked-by-zoe", true);
  const words = ["Zoe-Zofia", "ZOE-ZOFIA", "look-of-zoe", "blocked-by-zoe"];
  expect(words.filter((word) => bytesOf(files.path).includes(word))).toEqual(words);
  await persons.erase(zoe, false);
  await until(
    "the bytes to be erased",
    () => !words.some((word) => bytesOf(files.path).includes(word)),
  );
  await community.close();
  await log.close();
});

test("P29: a dissolved room is erased soon although the community changes all the time, and what is dissolved meanwhile waits for all machines", async () => {
  await using files = await makeSqliteStore();
  const store = openSqlite(files.path, () => {});
  await fill(store);
  await dissolve(store);
  const after = 60;
  const rounds: number[] = [];
  const changes: number[] = [];
  let busy: Timer | undefined;
  const stop = startDissolving(
    store.log,
    {
      profile: (room) => store.community.profile(room),
      forget: (room) => store.community.forget(room),
      dissolved() {
        rounds.push(performance.now());
        return store.community.dissolved();
      },
      onChange(listener) {
        busy = setInterval(() => {
          changes.push(performance.now());
          listener({ rooms: [], people: [] });
        }, 5);
      },
    },
    after,
  );
  await checkGone(store);
  clearInterval(busy);
  const last = changes.at(-1) ?? 0;
  await until("a round for the last change", () => (rounds.at(-1) ?? 0) >= last + after - 1);
  await stop();
  await store.community.close();
  await store.log.close();
});

test("P29: when the store was away, a change of the community has a dissolved room erased soon", async () => {
  await using files = await makeSqliteStore();
  const store = openSqlite(files.path, () => {});
  await fill(store);
  await dissolve(store);
  let isAway = true;
  let asked = 0;
  const stop = startDissolving(
    store.log,
    {
      ...store.community,
      dissolved() {
        asked += 1;
        return isAway ? Promise.reject(new LogUnavailable("away")) : store.community.dissolved();
      },
    },
    SOON,
  );
  await until("it to fail", () => asked > 0);
  isAway = false;
  await store.community.enrol("another", { from: "ada", name: "ada" });
  await checkGone(store);
  await stop();
  await store.community.close();
  await store.log.close();
});

test("P29: erasing a dissolved room goes on after a crash between any two steps, and when the store was away", async () => {
  await using files = await makeSqliteStore();
  const store = openSqlite(files.path, () => {});
  await fill(store);
  await dissolve(store);
  // Each run ends after one step more than the one before: the process was killed there.
  for (let left = 1; (await store.community.dissolved()).length > 0; left += 1) {
    let steps = left;
    const isOver = () => (steps -= 1) < 0;
    const step = async <T>(work: () => Promise<T>): Promise<T> => {
      if (isOver()) throw new LogUnavailable("killed");
      return work();
    };
    const { log, community } = store;
    const stop = startDissolving(
      {
        ...log,
        erase: (...asked) => step(() => log.erase(...asked)),
        forget: (...asked) => step(() => log.forget(...asked)),
      },
      { ...community, forget: (...asked) => step(() => community.forget(...asked)) },
      0,
    );
    await until(
      "a run to end",
      async () => steps < 0 || (await community.dissolved()).length === 0,
    );
    await stop();
    expect(left).toBeLessThan(20);
  }
  await checkGone(store);
  await store.community.close();
  await store.log.close();
});

test("P29: a dissolved room is erased from a Postgres store, by several machines at once", async () => {
  await using database = await preparedDatabase();
  await using one = await communityMachine({ url: database.url });
  await using other = await communityMachine({ url: database.url });
  const ends = [one, other].map(({ log, community }) => startDissolving(log, community, SOON));
  await fill(one);
  await dissolve(one);
  await checkGone(other);
  await Promise.all(ends.map((end) => end()));
  const rows = await tableRows(database.sql);
  for (const word of [`said${CLOSED}`, `said${OPEN}`, "titleclosed", "titletea", CLOSED])
    expect(rows).not.toContain(word);
});

test("P29: a store erases by itself what is dissolved while it is open, and what was before", async () => {
  await using files = await makeSqliteStore();
  const open = () => openStore({ kind: "sqlite", path: files.path }, { onFault: () => {} });
  const store = await open();
  await fill(store);
  await dissolve(store);
  await store.close();
  const again = await open();
  await checkGone(again);
  await settle(again.community, { profiles: [closed({ isDissolved: true })] });
  await until("it to be erased", async () => (await again.community.dissolved()).length === 0);
  await again.close();
});
