import { Database } from "bun:sqlite";
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { LogUnavailable } from "../../src/store/log";
import { within } from "../support/deadline";
import { linesOf } from "../support/lines";
import { rejection } from "../support/rejection";
import { until } from "../support/until";
import { hello, makeSqliteStore } from "./sqlite-store";

setDefaultTimeout(60_000);

// Most of what each takes is waiting, and each has a store of its own.
describe.concurrent("an unwritable SQLite store", () => {
  test("a SQLite file that another process locks for a while stores the waiting messages afterwards", async () => {
    await using store = await makeSqliteStore();
    const log = await store.open();
    const other = new Database(store.path);
    let stored = 0;
    // Where the lock was waited for inside SQLite, the event loop would stand still each time; on a busy machine it does so now and then.
    await until("the event loop to turn while a message waits", async () => {
      other.run("BEGIN IMMEDIATE");
      const waiting = log.append(hello(`${(stored += 1)}`));
      const turns = await turnsOfTheLoop(200);
      other.run("ROLLBACK");
      const message = await within(20_000, "the message stored", waiting);
      expect(message).toMatchObject({ seq: stored });
      return turns > 5;
    });
    other.close();
    await log.close();
  });

  test("a SQLite file that another process locks for long rejects messages, and recovers by itself", async () => {
    await using store = await makeSqliteStore();
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

  test("on a full disk, nothing is acknowledged, the server goes on, and recovers by itself", async () => {
    await using store = await makeSqliteStore();
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
    const limited = `trap '' XFSZ; ulimit -S -f 800; exec "$0" "$@"`;
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

  test("a SQLite file without its tables rejects every request as unavailable", async () => {
    await using store = await makeSqliteStore();
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

  test("a SQLite file in a read-only folder is refused at the start with a clear line", async () => {
    await using store = await makeSqliteStore();
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
