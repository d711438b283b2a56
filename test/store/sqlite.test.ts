import { Database } from "bun:sqlite";
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { statSync } from "node:fs";
import { join } from "node:path";
import { SQLITE_SCHEMA } from "../../src/store/sqlite/schema";
import { openSqliteLog } from "../../src/store/sqlite/sqlite-log";
import { within } from "../support/deadline";
import { linesOf } from "../support/lines";
import { logContract } from "./contract";
import { makeOlderSqlite } from "./older-stores";
import { hello, makeSqliteStore } from "./sqlite-store";

setDefaultTimeout(60_000);

logContract("the SQLite store", makeSqliteStore);

describe("a SQLite file", () => {
  test("a missing SQLite file is created, with its folders", async () => {
    await using store = await makeSqliteStore();
    const path = join(store.folder, "a/b/c/chuan.db");
    const log = openSqliteLog(path, () => {});
    await log.append(hello("one"));
    await log.close();
    expect(await Bun.file(path).exists()).toBeTrue();
  });

  test("only the server's user may read a SQLite file, its -wal and its -shm", async () => {
    await using store = await makeSqliteStore();
    const log = await store.open();
    await log.append(hello("one"));
    const modes = ["", "-wal", "-shm"].map((end) => statSync(`${store.path}${end}`).mode & 0o777);
    expect(modes).toEqual([0o600, 0o600, 0o600]);
    await log.close();
  });

  test("a checkpoint moves at most a few megabytes of the write-ahead log, because it blocks everybody", async () => {
    await using store = await makeSqliteStore();
    const log = await store.open();
    const txt = "x".repeat(4000);
    for (let group = 0; group < 60; group += 1) {
      const drafts = Array.from({ length: 50 }, (_, n) => ({ ...hello(`${group}-${n}`), txt }));
      await Promise.all(drafts.map((draft) => log.append(draft)));
    }
    expect(statSync(`${store.path}-wal`).size).toBeLessThan(6_000_000);
    await log.close();
  });

  test("a SQLite file of a newer version is refused with a clear line, and not changed", async () => {
    await using store = await makeSqliteStore();
    const newer = new Database(store.path);
    newer.run(`PRAGMA user_version = ${SQLITE_SCHEMA + 6}`);
    newer.close();
    expect(() => openSqliteLog(store.path, () => {})).toThrow(
      `${store.path} was written by a newer chuan (schema ${SQLITE_SCHEMA + 6}`,
    );
    const after = new Database(store.path);
    expect(after.query("SELECT count(*) AS tables FROM sqlite_master").get()).toEqual({
      tables: 0,
    });
    after.close();
  });

  test("a SQLite file of an older version is brought up to date, and keeps its messages", async () => {
    await using store = await makeSqliteStore();
    const kept = { ...hello("one"), seq: 1, rev: 1, at: 5 };
    makeOlderSqlite(store.path, 1, (older) => {
      older.run("INSERT INTO rooms (id, name, head, at) VALUES (1, 'lobby', 1, 5)");
      older.run(
        "INSERT INTO messages (room, seq, at, sender, id, name, txt) VALUES (1, 1, 5, 'ada', 'one', 'ada', 'hello')",
      );
    });
    const again = await store.open();
    expect(await again.append(hello("one"))).toEqual(kept);
    expect(await again.append(hello("two"))).toMatchObject({ seq: 2 });
    await again.close();
    const after = new Database(store.path);
    expect(after.query("PRAGMA user_version").get()).toEqual({ user_version: SQLITE_SCHEMA });
    after.close();
  });

  test("P4: rooms of an older SQLite schema are renamed to NFC, and no two become one", async () => {
    await using store = await makeSqliteStore();
    const [nfc, nfd] = ["한글", "한글".normalize("NFD")];
    const kept = { ...hello("one"), room: nfd, txt: nfd, seq: 1, rev: 1, at: 5 };
    makeOlderSqlite(store.path, 2, (older) => {
      for (const room of [nfd, nfc, "\u3164"]) {
        older.run("INSERT INTO rooms (name, head, at) VALUES (?, 1, 5)", [room]);
        older.run(
          "INSERT INTO messages (room, seq, at, sender, id, name, txt) SELECT id, 1, 5, 'ada', 'one', 'ada', name FROM rooms WHERE name = ?",
          [room],
        );
      }
      older.run("INSERT INTO rooms (name, head, at) VALUES ('empty', 0, 0)");
    });
    const again = await store.open();
    expect(await again.rooms("", 9)).toEqual(["room", nfc, `${nfc}-2`]);
    const other = { ...kept, room: `${nfc}-2` };
    expect(await again.read(other.room, { limit: 9 })).toMatchObject({ messages: [other] });
    expect(await again.append({ ...hello("one"), room: other.room })).toEqual(other);
    expect(await again.append({ ...hello("two"), room: nfc })).toMatchObject({ seq: 2 });
    await again.close();
  });

  test("a file that is no SQLite database is refused with a clear line, and not changed", async () => {
    await using store = await makeSqliteStore();
    const letter = "this is a letter, and it is longer than the header of a database".repeat(40);
    await Bun.write(store.path, letter);
    expect(() => openSqliteLog(store.path, () => {})).toThrow(store.path);
    expect(await Bun.file(store.path).text()).toBe(letter);
  });

  test("a SQLite file whose lock file is invalid is refused with the reason, and not as if it was in use", async () => {
    await using store = await makeSqliteStore();
    await Bun.write(`${store.path}-lock`, "this is no file of a database".repeat(40));
    const open = () => openSqliteLog(store.path, () => {});
    expect(open).toThrow(
      `${store.path}-lock cannot be locked (SQLiteError: file is not a database)`,
    );
  });

  test("a second server cannot open a SQLite file until the first has closed it", async () => {
    await using store = await makeSqliteStore();
    const first = await store.open();
    expect(() => openSqliteLog(store.path, () => {})).toThrow("in use by another server");
    await first.append(hello("one"));
    await first.close();
    const second = await store.open();
    expect(await second.append(hello("two"))).toMatchObject({ seq: 2 });
    await second.close();
  });

  test("a SQLite file that another process has open is refused until that process is killed", async () => {
    await using store = await makeSqliteStore();
    const child = await openInChild(store.path);
    expect(() => openSqliteLog(store.path, () => {})).toThrow("in use by another server");
    child.kill("SIGKILL");
    await child.exited;
    const log = await store.open();
    expect(await log.append(hello("one"))).toMatchObject({ seq: 1 });
    await log.close();
  });

  test("a backup can read a SQLite file while a server writes to it", async () => {
    await using store = await makeSqliteStore();
    const log = await store.open();
    await log.append(hello("one"));
    const backup = new Database(store.path, { readonly: true });
    expect(backup.query("SELECT count(*) AS messages FROM messages").get()).toEqual({
      messages: 1,
    });
    backup.close();
    await log.close();
  });
});

async function openInChild(path: string) {
  const child = Bun.spawn(
    [
      process.execPath,
      "-e",
      `import { openSqliteLog } from ${JSON.stringify(join(import.meta.dir, "../../src/store/sqlite/sqlite-log.ts"))};
       // A log that nothing refers to may be collected, and its lock with it.
       globalThis.log = openSqliteLog("${path}", () => {});
       process.stdout.write("open\\n");
       setInterval(() => {}, 1000);`,
    ],
    { stdout: "pipe", stderr: "inherit" },
  );
  await within(20_000, "the child to open the file", linesOf(child.stdout).next());
  return child;
}
