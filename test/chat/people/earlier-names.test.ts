import { expect, setDefaultTimeout, test } from "bun:test";
import { rm } from "node:fs/promises";
import { noteEarlierNames } from "../../../src/chat/people/earlier-names";
import { looksOf } from "../../../src/chat/people/looks";
import { openSqlite } from "../../../src/store";
import { quickFolder } from "../../support/folder";
import { until } from "../../support/until";
import { ada, type CommunityMachine, lin } from "../../store/community-parts";
import { upTo } from "../../store/contract-parts";
import { makeOlderPostgres, makeOlderSqlite } from "../../store/older-stores";
import { communityMachine } from "../../store/postgres-machines";
import { emptyDatabase } from "../../support/postgres";

setDefaultTimeout(60_000);

const DAY = 86_400_000;
const now = Date.now();
const ROOMS = upTo(120).map((n) => `room-${String(n).padStart(3, "0")}`);

/** In the lobby very many messages of ada's, before them one of lin's, and one from before the names count; in each other room one. */
const MESSAGES = [
  { room: "lobby", sender: "zoe", name: "Zoe", at: now - 40 * DAY },
  { room: "lobby", sender: lin.from, name: "Lin", at: now - 20 * DAY },
  ...upTo(1200).map((n) => ({ room: "lobby", sender: ada.from, name: "Ada", at: now - DAY + n })),
  ...ROOMS.map((room) => ({ room, sender: room, name: room.toUpperCase(), at: now - 5 })),
];

/** Who speaks under a name, as somebody who claims it learns. */
const speaker = async ({ persons }: CommunityMachine, name: string) =>
  (await persons.claim({ looks: looksOf(name), name, from: "claims-a-name-" }, now - 30 * DAY))
    .spoken;

const of = (room: string) => MESSAGES.filter((message) => message.room === room);
const ALL_ROOMS = ["lobby", ...ROOMS];

/** A SQLite file of the version before, with the messages. */
async function sqlite(): Promise<CommunityMachine> {
  const folder = await quickFolder("chuan-names-");
  makeOlderSqlite(`${folder}/chuan.db`, 7, (older) => {
    const addRoom = older.query("INSERT INTO rooms (id, name, head, at) VALUES (?, ?, ?, ?)");
    const add = older.query(
      "INSERT INTO messages (room, seq, at, sender, id, name, txt) VALUES (?, ?, ?, ?, ?, ?, 'hello')",
    );
    older.transaction(() => {
      for (const [n, room] of ALL_ROOMS.entries()) {
        addRoom.run(n + 1, room, of(room).length, now);
        for (const [m, { at, sender, name }] of of(room).entries())
          add.run(n + 1, m + 1, at, sender, `id-${m}`, name);
      }
    })();
  });
  const store = openSqlite(`${folder}/chuan.db`, () => {});
  return {
    ...store,
    async [Symbol.asyncDispose]() {
      await store.community.close();
      await store.log.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** The same in Postgres. */
async function postgres(): Promise<CommunityMachine> {
  const database = await emptyDatabase();
  await makeOlderPostgres(database.url, 9, async (older) => {
    for (const room of ALL_ROOMS) {
      await older`INSERT INTO chuan.rooms (name, head, at) VALUES (${room}, ${of(room).length}, ${now})`;
      await older.unsafe(
        `INSERT INTO chuan.messages (room, seq, at, sender, id, name, txt)
         SELECT (SELECT id FROM chuan.rooms WHERE name = $1), m.seq, m.at, m.sender, 'id-' || m.seq, m.name, 'hello'
         FROM json_to_recordset($2::text::json) AS m(seq bigint, at bigint, sender text, name text)`,
        [room, JSON.stringify(of(room).map((message, m) => ({ ...message, seq: m + 1 })))],
      );
    }
  });
  const store = await communityMachine({ url: database.url });
  return {
    ...store,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

test.each([
  ["SQLite", sqlite],
  ["Postgres", postgres],
])(
  "H26: after an update of a %s store nobody claims a name under which somebody spoke in the 30 days before, also when noting them ends half-way",
  async (_, make) => {
    await using store = await make();
    const { log, persons } = store;
    expect(await persons.unnoted()).toBe("");
    const places: (string | undefined)[] = [];
    for (let reads = 3; (await persons.unnoted()) !== undefined; reads += 107) {
      let left = reads;
      let isOver = false;
      const noting = noteEarlierNames({
        log: {
          rooms: (...asked) => log.rooms(...asked),
          read: (...asked) => ((left -= 1) < 0 ? new Promise<never>(() => {}) : log.read(...asked)),
        },
        persons,
      });
      void noting.then(() => (isOver = true));
      await until("it to be stuck, or over", () => isOver || left < 0);
      places.push(await persons.unnoted());
    }
    expect(places).toContain("room-099");
    expect(await speaker(store, "ADA")).toBe(ada.from);
    expect(await speaker(store, "lin")).toBe(lin.from);
    expect(await speaker(store, "Room-120")).toBe("room-120");
    expect(await speaker(store, "Zoe")).toBeUndefined();
  },
);
