import { expect, setDefaultTimeout, test } from "bun:test";
import { rm } from "node:fs/promises";
import { exportTo, importFrom } from "../../../src/store/archive/copy";
import { openSource, openTarget } from "../../../src/store/archive/open-archive";
import { openPostgresLog } from "../../../src/store/postgres/postgres-log";
import { openPostgres } from "../../../src/store/postgres/open-postgres";
import { sqlitePath, readLocation } from "../../../src/store/location";
import { emptyDatabase, preparedDatabase } from "../../support/postgres";
import { archiveContract } from "./contract";
import { quickFolder } from "../../support/folder";
import { rejection } from "../../support/rejection";

setDefaultTimeout(60_000);

async function makeStore() {
  const database = await preparedDatabase();
  return {
    databaseUrl: database.url,
    async open() {
      const postgres = await openPostgres({ url: database.url });
      const log = openPostgresLog(postgres, () => {});
      return {
        ...log,
        async close() {
          await log.close();
          await postgres.close();
        },
      };
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

archiveContract("the Postgres store", makeStore);

const message = {
  room: "设计师",
  seq: 1,
  id: "x",
  from: "ada",
  name: "ada",
  txt: "你好\u2028",
  at: 5,
};
const CLOSED = `~${"c".repeat(22)}`;
const PEOPLE = [
  { room: "tea", kind: "open", topic: "茶", listed: true, days: 7, founder: "lin", at: 7 },
  { room: CLOSED, kind: "closed", title: "设计师", locked: true, at: 6, isDissolved: true },
  { room: "~server", kind: "closed", title: "Tea & cake", at: 5, access: "invited" },
  { room: "tea", from: "ada", name: "Ada", rank: "member" },
  { room: "tea", from: "lin", name: "", rank: "owner" },
  { room: CLOSED, from: "Zoe", name: "佐伊", rank: "moderator" },
  {
    id: "0123456789abcdef",
    hash: "0f".repeat(32),
    room: CLOSED,
    at: 1,
    until: 2,
    uses: 9,
    used: 3,
    rank: "member",
    maker: "lin",
    isRevoked: true,
  },
];
const KEPT_ORDER = [
  { room: "tea", from: "ada", reason: "", by: "lin", at: 7, restricted: "ban" },
  {
    room: "~server",
    from: "ada",
    reason: "广告",
    by: "lin",
    at: 7,
    until: 9,
    address: true,
    restricted: "ban",
  },
  {
    id: "0123456789abcdef",
    room: "lobby",
    seq: 1,
    reporter: "lin",
    at: 7,
    reason: "rude",
    from: "ada",
  },
];
const DIRECT = `~${"d".repeat(22)}`;
/** In the order of an archive: keys, names, marks, settings, blocks, and people who left. */
const PERSONS = [
  { key: "ada" },
  { key: "another-key-of-a", holder: "ada" },
  { key: "zoe" },
  { claimed: "ada", name: "Άδα", from: "ada" },
  { claimed: "άδα", name: "Άδα", from: "ada" },
  { room: "lobby", from: "ada", seen: 4 },
  { room: DIRECT, from: "ada", seen: 0, level: "none" },
  { room: "lobby", from: "lin", level: "calls" },
  { settings: "ada", direct: "shared", lastSeen: true, here: 8 },
  { settings: "lin", lastSeen: false },
  { from: "ada", blocked: "lin" },
  { erased: "nur", after: "设计师" },
  { erased: "zoe" },
];
const direct = { room: DIRECT, kind: "direct", at: 6 };
const between = ["ada", "lin"].map((from) => ({ room: DIRECT, from, name: from, rank: "member" }));

const known = { profiles: 0, members: 0, invitations: 0, restrictions: 0, reports: 0 };
const none = {
  ...known,
  keys: 0,
  names: 0,
  marks: 0,
  settings: 0,
  blocks: 0,
  erased: 0,
  files: 0,
  bytes: 0,
};

const ORDERED = { profiles: 3, members: 3, invitations: 1, restrictions: 2, reports: 1 };
const OWN = { keys: 3, names: 2, marks: 3, settings: 2, blocks: 1, erased: 2 };

/** A picture with its small form, a file of no bytes, and one that was never claimed. */
const file = {
  room: "lobby",
  from: "ada",
  name: "竹林.png",
  type: "image/png",
  size: 45_003,
  width: 40,
  height: 30,
  at: 5,
  small: 2,
};
const bytes = new Uint8Array(file.size).map((_, n) => n % 251);
const sha256 = (of: Uint8Array) => new Bun.CryptoHasher("sha256").update(of).digest("hex");
const FILES = [
  { file: "A".repeat(22), ...file, sha256: sha256(bytes), safe: true, message: "one" },
  { piece: bytes.subarray(0, 45_000).toBase64() },
  { piece: bytes.subarray(45_000).toBase64() },
  { piece: "AQI=", form: "small" },
  {
    file: "B".repeat(22),
    room: CLOSED,
    from: "lin",
    name: "empty",
    type: "application/octet-stream",
    size: 0,
    at: 6,
    sha256: sha256(new Uint8Array()),
    message: "two",
    claimedAt: 7,
  },
  {
    file: "C".repeat(22),
    room: "lobby",
    from: "lin",
    name: "x",
    type: "text/plain",
    size: 1,
    at: 6,
    sha256: sha256(new Uint8Array([7])),
  },
  { piece: "Bw==" },
];
const FILE_COUNTS = { files: 3, bytes: 45_006 };

/** An archive. One of version 1 has no revs, one of version 2 no people. */
function textOf(version: number, people: readonly object[], counts: object): string {
  const rev = (n: number) => (version > 1 ? { rev: n } : {});
  const lines = [
    { chuan: "archive", version },
    { room: "lobby", head: 4, at: 2, ...rev(4) },
    { room: "设计师", head: 1, at: 5, ...rev(1) },
    { ...message, ...rev(1) },
    ...people,
    { end: { rooms: 2, messages: 1, ...counts } },
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}

const OF_PERSONS = textOf(5, [direct, ...between, ...PERSONS], {
  ...none,
  ...OWN,
  profiles: 1,
  members: 2,
});

test.each([
  ["version 1", textOf(1, [], {}), textOf(5, [], none)],
  ["version 2", textOf(2, [], {}), textOf(5, [], none)],
  [
    "version 3",
    textOf(3, PEOPLE, { profiles: 3, members: 3, invitations: 1 }),
    textOf(5, PEOPLE, { ...none, profiles: 3, members: 3, invitations: 1 }),
  ],
  [
    "version 4, with people and restrictions",
    textOf(4, [...PEOPLE, ...KEPT_ORDER], ORDERED),
    textOf(5, [...PEOPLE, ...KEPT_ORDER], { ...none, ...ORDERED }),
  ],
  [
    "this version, with direct rooms, names, keys, marks, blocks and people who left",
    OF_PERSONS,
    OF_PERSONS,
  ],
  [
    "this version, with files",
    textOf(5, [...PEOPLE, ...KEPT_ORDER, ...FILES], { ...none, ...ORDERED, ...FILE_COUNTS }),
    textOf(5, [...PEOPLE, ...KEPT_ORDER, ...FILES], { ...none, ...ORDERED, ...FILE_COUNTS }),
  ],
])(
  "a chat of %s that is moved from SQLite to Postgres and back exports the same bytes",
  async (what, before, after) => {
    // An import makes the tables where there are none.
    await using database = await (what === "version 1" ? emptyDatabase() : preparedDatabase());
    const folder = await quickFolder("chuan-archive-");
    const urls = [`sqlite:${folder}/a.db`, database.url, `sqlite:${folder}/b.db`];
    await Bun.write(`${folder}/0`, before);
    for (const [n, url] of urls.entries()) {
      {
        await using target = await openTarget(readLocation(url));
        await importFrom(`${folder}/${n}`, target, () => {});
      }
      await using source = await openSource(readLocation(url));
      await exportTo(`${folder}/${n + 1}`, source, () => {});
      expect(await Bun.file(`${folder}/${n + 1}`).text()).toBe(after);
    }
    await rm(folder, { recursive: true });
  },
);

test("a database without a chat cannot be exported, and only a SQLite file can be backed up", async () => {
  await using database = await emptyDatabase();
  expect(String(await rejection(openSource(readLocation(database.url))))).toContain("of schema 0");
  expect(() => sqlitePath(readLocation(database.url))).toThrow("pg_dump");
});
