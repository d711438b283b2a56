import { Database } from "bun:sqlite";
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { statSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LogUnavailable } from "../../src/store/log";
import { SQLITE_SCHEMA } from "../../src/store/sqlite/schema";
import { openSqliteLog } from "../../src/store/sqlite/sqlite-log";
import { within } from "../support/deadline";
import { linesOf } from "../support/lines";
import { rejection } from "../support/rejection";
import { logContract } from "./contract";

setDefaultTimeout(60_000);

async function makeStore() {
  const folder = await mkdtemp(join(tmpdir(), "chuan-log-"));
  const path = join(folder, "chuan.db");
  const open = (failed: (error: unknown) => void = () => {}) => openSqliteLog(path, failed);
  return {
    folder,
    path,
    open: (failed?: (error: unknown) => void) => Promise.resolve(open(failed)),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

const hello = (id: string) => ({ room: "lobby", id, from: "ada", name: "ada", txt: "hello" });

logContract("the SQLite store", makeStore);

describe("a SQLite file", () => {
  test("is made with its folders where there is none", async () => {
    await using store = await makeStore();
    const path = join(store.folder, "a/b/c/chuan.db");
    const log = openSqliteLog(path, () => {});
    await log.append(hello("one"));
    await log.close();
    expect(await Bun.file(path).exists()).toBeTrue();
  });

  test("is for its server's user alone, with what SQLite keeps beside it", async () => {
    await using store = await makeStore();
    const log = await store.open();
    await log.append(hello("one"));
    const modes = ["", "-wal", "-shm"].map((end) => statSync(`${store.path}${end}`).mode & 0o777);
    expect(modes).toEqual([0o600, 0o600, 0o600]);
    await log.close();
  });

  test("takes over what is in its write-ahead log a few megabytes at a time, because everybody waits for it", async () => {
    await using store = await makeStore();
    const log = await store.open();
    const txt = "x".repeat(4000);
    for (let group = 0; group < 60; group += 1) {
      const drafts = Array.from({ length: 50 }, (_, n) => ({ ...hello(`${group}-${n}`), txt }));
      await Promise.all(drafts.map((draft) => log.append(draft)));
    }
    expect(statSync(`${store.path}-wal`).size).toBeLessThan(6_000_000);
    await log.close();
  });

  test("of a newer version is refused with a clear line, and not touched", async () => {
    await using store = await makeStore();
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

  test("of an older version is brought up to date, and keeps what it has", async () => {
    await using store = await makeStore();
    const log = await store.open();
    const kept = await log.append(hello("one"));
    await log.close();
    const older = new Database(store.path);
    older.run("DROP INDEX messages_by_send_key");
    older.run("CREATE UNIQUE INDEX messages_by_send_key ON messages (room, id, sender)");
    older.run("PRAGMA user_version = 1");
    older.close();
    const again = await store.open();
    expect(await again.append(hello("one"))).toEqual(kept);
    expect(await again.append(hello("two"))).toMatchObject({ seq: 2 });
    await again.close();
    const after = new Database(store.path);
    expect(after.query("PRAGMA user_version").get()).toEqual({ user_version: SQLITE_SCHEMA });
    after.close();
  });

  test("P4: of an older version has its rooms named in NFC, and no two in one", async () => {
    await using store = await makeStore();
    const log = await store.open();
    const [nfc, nfd] = ["한글", "한글".normalize("NFD")];
    const kept = await log.append({ ...hello("one"), room: nfd, txt: nfd });
    await log.append({ ...hello("one"), room: nfc, txt: nfc });
    await log.append({ ...hello("one"), room: "\u3164", txt: "nothing" });
    await log.close();
    const older = new Database(store.path);
    older.run("INSERT INTO rooms (name, head, at) VALUES ('empty', 0, 0)");
    older.run("PRAGMA user_version = 2");
    older.close();
    const again = await store.open();
    expect(await again.rooms("", 9)).toEqual(["room", nfc, `${nfc}-2`]);
    const other = { ...kept, room: `${nfc}-2` };
    expect(await again.read(other.room, { limit: 9 })).toMatchObject({ messages: [other] });
    expect(await again.append({ ...hello("one"), room: other.room })).toEqual(other);
    expect(await again.append({ ...hello("two"), room: nfc })).toMatchObject({ seq: 2 });
    await again.close();
  });

  test("that is no database is refused with a clear line, and not touched", async () => {
    await using store = await makeStore();
    const letter = "this is a letter, and it is longer than the header of a database".repeat(40);
    await Bun.write(store.path, letter);
    expect(() => openSqliteLog(store.path, () => {})).toThrow(store.path);
    expect(await Bun.file(store.path).text()).toBe(letter);
  });

  test("whose lock is no lock is refused with what is wrong, and not as if it was in use", async () => {
    await using store = await makeStore();
    await Bun.write(`${store.path}-lock`, "this is no file of a database".repeat(40));
    const open = () => openSqliteLog(store.path, () => {});
    expect(open).toThrow(
      `${store.path}-lock cannot be locked (SQLiteError: file is not a database)`,
    );
  });

  test("that a server has open is refused to a second one, and given free when the first is gone", async () => {
    await using store = await makeStore();
    const first = await store.open();
    expect(() => openSqliteLog(store.path, () => {})).toThrow("in use by another server");
    await first.append(hello("one"));
    await first.close();
    const second = await store.open();
    expect(await second.append(hello("two"))).toMatchObject({ seq: 2 });
    await second.close();
  });

  test("that another process has open is refused, until that is killed", async () => {
    await using store = await makeStore();
    const child = await openInChild(store.path);
    expect(() => openSqliteLog(store.path, () => {})).toThrow("in use by another server");
    child.kill("SIGKILL");
    await child.exited;
    const log = await store.open();
    expect(await log.append(hello("one"))).toMatchObject({ seq: 1 });
    await log.close();
  });

  test("can be read by a backup while a server writes to it", async () => {
    await using store = await makeStore();
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

describe("a store that cannot write", () => {
  test("for a while, because another process has the file locked, stores what waited when it can", async () => {
    await using store = await makeStore();
    const log = await store.open();
    const other = new Database(store.path);
    other.run("BEGIN IMMEDIATE");
    const waiting = log.append(hello("one"));
    const turns = await turnsOfTheLoop(200);
    other.run("ROLLBACK");
    expect(await within(20_000, "the message stored", waiting)).toMatchObject({ seq: 1 });
    // Had the lock been waited for inside SQLite, the event loop would have stood still.
    expect(turns).toBeGreaterThan(5);
    other.close();
    await log.close();
  });

  test("for long, because another process has the file locked, says so and recovers by itself", async () => {
    await using store = await makeStore();
    const log = await store.open();
    const told: number[] = [];
    await log.follow("lobby", ({ seq }) => told.push(seq));
    const other = new Database(store.path);
    other.run("BEGIN IMMEDIATE");
    const refused = await within(
      5000,
      "the refusal",
      Promise.allSettled([log.append(hello("one"))]),
    );
    expect(refused).toMatchObject([{ status: "rejected", reason: expect.any(LogUnavailable) }]);
    expect(await log.read("lobby", { limit: 9 })).toMatchObject({ messages: [], head: 0 });
    other.run("ROLLBACK");
    other.close();
    expect(await log.append(hello("one"))).toMatchObject({ seq: 1 });
    expect(told).toEqual([1]);
    await log.close();
  });

  test("because the disk is full acknowledges nothing, lives, and recovers by itself", async () => {
    await using store = await makeStore();
    // The soft limit on a file's size is as good as a full disk, needs no root, and can be lifted.
    const script = `
      import { openSqliteLog } from ${JSON.stringify(join(import.meta.dir, "../../src/store/sqlite/sqlite-log.ts"))};
      const log = openSqliteLog(process.argv[2], () => {});
      const txt = "x".repeat(4000);
      const outcome = (n) => log.append({ room: "lobby", id: "id-" + n, from: "ada", name: "ada", txt })
        .then(({ seq }) => seq, (error) => error.name);
      const stored = [];
      for (let n = 1; n <= 200; n++) {
        const result = await outcome(n);
        if (typeof result === "string") { process.stdout.write(JSON.stringify({ stored, result }) + "\\n"); break; }
        stored.push(result);
      }
      process.stdin.once("data", async () => {
        const next = await outcome(stored.length + 1);
        const { head, messages } = await log.read("lobby", { after: 0, limit: 1000 });
        process.stdout.write(JSON.stringify({ next, head, kept: messages.map(({ seq }) => seq) }) + "\\n");
        await log.close();
        process.exit(0);
      });`;
    const path = join(store.folder, "child.ts");
    await Bun.write(path, script);
    const limited = `trap '' XFSZ; ulimit -S -f 400; exec "$0" "$@"`;
    const child = Bun.spawn(["sh", "-c", limited, process.execPath, path, store.path], {
      stdin: "pipe",
      stdout: "pipe",
      stderr: "inherit",
    });
    const lines = linesOf(child.stdout);
    const full = await within(10_000, "the disk to fill", lines.next());
    const { stored, result } = JSON.parse(full) as { stored: number[]; result: string };
    expect(stored).not.toBeEmpty();
    expect(result).toBe("LogUnavailable");

    await Bun.$`prlimit --pid ${child.pid} --fsize=unlimited`.quiet();
    void child.stdin.write("the disk has room again\n");
    await child.stdin.flush();
    const after = JSON.parse(await within(10_000, "the recovery", lines.next())) as object;
    const numbers = [...stored, stored.length + 1];
    expect(after).toEqual({ next: stored.length + 1, head: stored.length + 1, kept: numbers });
    expect(await child.exited).toBe(0);
  });

  test("because its tables are gone is unavailable, whatever it is asked", async () => {
    await using store = await makeStore();
    const log = await store.open();
    using file = new Database(store.path);
    file.run("DROP TABLE messages");
    file.run("DROP TABLE rooms");
    for (const asked of [
      log.read("lobby", { limit: 1 }),
      log.rooms("", 1),
      log.remove("lobby", 1, 1),
    ])
      expect(await rejection(asked)).toBeInstanceOf(LogUnavailable);
    await log.close();
  });

  test("because the folder is read-only is refused at the start with a clear line", async () => {
    await using store = await makeStore();
    const folder = join(store.folder, "read-only");
    await mkdir(folder);
    await chmod(folder, 0o555);
    await chmod(store.folder, 0o755);
    const child = Bun.spawn(
      asNobody([
        process.execPath,
        "-e",
        `import { openSqliteLog } from ${JSON.stringify(join(import.meta.dir, "../../src/store/sqlite/sqlite-log.ts"))};
         openSqliteLog("${folder}/chuan.db", () => {});`,
      ]),
      { stderr: "pipe", cwd: "/" },
    );
    expect(await child.exited).toBe(1);
    expect(await new Response(child.stderr).text()).toContain(
      `${folder}/chuan.db cannot be opened for writing`,
    );
  });
});

/** Root may write anywhere, so as root another user must try. */
function asNobody(command: string[]): string[] {
  if (process.getuid?.() !== 0) return command;
  return ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--", ...command];
}

async function turnsOfTheLoop(ms: number): Promise<number> {
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 1);
  await Bun.sleep(ms);
  clearInterval(timer);
  return turns;
}

async function openInChild(path: string) {
  const child = Bun.spawn(
    [
      process.execPath,
      "-e",
      `import { openSqliteLog } from ${JSON.stringify(join(import.meta.dir, "../../src/store/sqlite/sqlite-log.ts"))};
       openSqliteLog("${path}", () => {});
       process.stdout.write("open\\n");
       setInterval(() => {}, 1000);`,
    ],
    { stdout: "pipe", stderr: "inherit" },
  );
  await within(20_000, "the child to open the file", linesOf(child.stdout).next());
  return child;
}
