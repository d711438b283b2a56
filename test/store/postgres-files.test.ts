import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { FilesFull } from "../../src/store/files/files";
import { preparedDatabase } from "../support/postgres";
import { rejection } from "../support/rejection";
import { contractOfFiles } from "./contract-files";
import { added, bytesFrom, bytesOf, newId, receive, said } from "./files-parts";
import { openMachine } from "./postgres-machine";

setDefaultTimeout(60_000);

describe("files in Postgres", () =>
  contractOfFiles(async ({ bytes = 0, failed = () => {} } = {}) => {
    const database = await preparedDatabase();
    const store = await openMachine(database.url, { limit: bytes, failed });
    return {
      ...store,
      async [Symbol.asyncDispose]() {
        await store[Symbol.asyncDispose]();
        await database[Symbol.asyncDispose]();
      },
    };
  }));

const OPTIONS = { limit: 1_000_000, failed: () => {} };

describe("several machines", () => {
  test("P38: what one machine has received, another reads, claims and removes", async () => {
    await using database = await preparedDatabase();
    await using one = await openMachine(database.url, OPTIONS);
    await using other = await openMachine(database.url, OPTIONS);
    const file = await added(one.files, bytesOf(600_000), { small: 9 });
    expect(await bytesFrom(other.files, file.id)).toEqual(bytesOf(600_000));
    const { seq } = await said(other, "k", [file]);
    await one.log.change({ kind: "remove", room: "lobby", seq, id: "r", by: "ada" });
    expect(await other.files.find(file.id)).toBeUndefined();
    await Promise.all([one.files.sweep(0), other.files.sweep(0)]);
    expect(await one.files.total()).toBe(0);
  });

  test("P38: the files of all machines are within FILES_BYTES, however many receive at once", async () => {
    await using database = await preparedDatabase();
    await using one = await openMachine(database.url, OPTIONS);
    await using other = await openMachine(database.url, OPTIONS);
    const attempts = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        rejection(receive((n % 2 ? one : other).files, newId(), "whole", bytesOf(300_000))),
      ),
    );
    for (const error of attempts.filter((refused) => refused !== undefined))
      expect(error).toBeInstanceOf(FilesFull);
    const total = await one.files.total();
    expect(total).toBeLessThanOrEqual(1_000_000);
    expect(total).toBeGreaterThan(700_000);
    const [stored] = await database.sql<{ bytes: number }[]>`
      SELECT sum(length(bytes))::float8 AS bytes FROM chuan.file_chunks`;
    expect(stored?.bytes).toBe(total);
  });

  test("P38: of machines that claim the same file for two messages, one gets it", async () => {
    await using database = await preparedDatabase();
    await using one = await openMachine(database.url, OPTIONS);
    await using other = await openMachine(database.url, OPTIONS);
    for (let round = 0; round < 10; round += 1) {
      const [first, second] = [
        await added(one.files, bytesOf(9)),
        await added(other.files, bytesOf(9)),
      ];
      const ids = [first.id, second.id];
      const key = (id: string) => ({ room: "lobby", from: "ada", id: `${round}-${id}` });
      const claims = await Promise.all([
        one.files.claim(ids, key("a")),
        other.files.claim(ids.toReversed(), key("b")),
      ]);
      expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1);
    }
  });

  test("P38: removed bytes are vacuumed soon: the table of chunks asks for it after the first dead row", async () => {
    await using database = await preparedDatabase();
    const [table] = await database.sql<{ options: string[] }[]>`
      SELECT t.reloptions || c.reloptions AS options FROM pg_class c JOIN pg_class t ON t.oid = c.reltoastrelid
      WHERE c.oid = 'chuan.file_chunks'::regclass`;
    expect(table?.options.filter((one) => one === "autovacuum_vacuum_threshold=1")).toHaveLength(2);
  });
});

test("P38: a sweep settles a thousand claims in a database that does not know yet how many there are", async () => {
  await using database = await preparedDatabase();
  await using one = await openMachine(database.url, OPTIONS);
  const { sql } = database;
  await sql`INSERT INTO chuan.rooms (id, name, head, at, changes, keys_until, acts)
    OVERRIDING SYSTEM VALUE VALUES (1, 'lobby', 1000, 0, 0, 0, 0)`;
  await sql`INSERT INTO chuan.messages (room, seq, at, sender, id, name, txt, more)
    SELECT 1, n, 0, 'ada', 'm' || n, 'ada', '', '{"files":[{"id":"f' || n || '"}]}' FROM generate_series(1, 1000) n`;
  await sql`INSERT INTO chuan.files (id, room, sender, name, type, size, at, hash, safe, claimed, claimed_at)
    SELECT 'f' || n, 'lobby', 'ada', 'x', 'x', 1, 0, '', 0, 'm' || n, 1 FROM generate_series(1, 1000) n`;
  // One statement may take three seconds.
  await one.files.sweep(0, 2);
  const left = await sql`SELECT FROM chuan.files WHERE claimed_at IS NULL AND gone = 0`;
  expect(left).toHaveLength(1000);
});
