import { Database } from "bun:sqlite";
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import type { ArchiveSource } from "../../../src/store/archive/items";
import { exportTo } from "../../../src/store/archive/copy";
import { openSource } from "../../../src/store/archive/open-archive";
import { readLocation } from "../../../src/store/location";
import { openSqliteLog } from "../../../src/store/sqlite/sqlite-log";
import { quickFolder } from "../../support/folder";
import { rejection } from "../../support/rejection";
import { exported, imported, makeFolder } from "./archive-parts";
import { command, commandAlone } from "./command";
import { archiveContract } from "./contract";

setDefaultTimeout(60_000);

async function makeStore() {
  const folder = await quickFolder("chuan-archive-");
  const path = `${folder}/chuan.db`;
  return {
    folder,
    databaseUrl: `sqlite:${path}`,
    open: async () => openSqliteLog(path, () => {}),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

archiveContract("the SQLite store", makeStore);

test("H47: an endless line is refused at once with its number, and leaves the store empty", async () => {
  await using folder = await makeFolder();
  await using store = await makeStore();
  const path = `${folder.path}/endless`;
  const file = Bun.file(path).writer();
  void file.write(`{"chuan":"archive","version":1}\n{"room":"a","head":1,"at":1}\n{"room":"`);
  for (let n = 0; n < 150; n++) void file.write("x".repeat(1_000_000));
  await file.end();
  const before = process.memoryUsage.rss();
  const began = performance.now();
  expect(String(await rejection(imported(store, path)))).toContain("line 3: it has more than");
  expect(performance.now() - began).toBeLessThan(5000);
  expect(process.memoryUsage.rss() - before).toBeLessThan(100_000_000);
  await (await store.open()).close();
  expect((await exported(store, `${folder.path}/after`)).trim().split("\n")).toHaveLength(2);
});

const hello = (id: string) => ({ room: "lobby", id, from: "ada", name: "ada", txt: "hello" });

describe("a backup", () => {
  test("a backup made while a server writes is complete, and a server can open it", async () => {
    await using store = await makeStore();
    const log = await store.open();
    await Promise.all(Array.from({ length: 500 }, (_, n) => log.append(hello(`id-${n}`))));
    const copy = `${store.folder}/copy.db`;
    const { code, said } = await command("backup", store.databaseUrl, [copy]);
    expect([code, said]).toEqual([
      0,
      `500 messages of ${store.folder}/chuan.db are in ${copy}, which is whole`,
    ]);
    await log.append(hello("after"));
    await log.close();
    const restored = openSqliteLog(copy, () => {});
    expect(await restored.read("lobby", { limit: 1 })).toMatchObject({ head: 500 });
    await restored.close();
  });

  test("a backup that fails leaves nothing behind, so that the next one succeeds", async () => {
    await using store = await makeStore();
    const log = await store.open();
    await Promise.all(Array.from({ length: 500 }, (_, n) => log.append(hello(`id-${n}`))));
    await log.close();
    const path = `${store.folder}/chuan.db`;
    const bytes = await Bun.file(path).bytes();
    await Bun.write(path, bytes.fill(0xff, bytes.length / 2));
    const before = await readdir(store.folder);
    const { code } = await command("backup", store.databaseUrl, [`${store.folder}/copy.db`]);
    expect(code).toBe(1);
    expect((await readdir(store.folder)).toSorted()).toEqual(before.toSorted());
  });

  test("a backup does not overwrite an existing file", async () => {
    await using store = await makeStore();
    await (await store.open()).close();
    const copy = `${store.folder}/copy.db`;
    await Bun.write(copy, "precious");
    const { code, said } = await command("backup", store.databaseUrl, [copy]);
    expect([code, said]).toEqual([1, `backup: ${copy} exists already: name a file that does not`]);
    expect(await Bun.file(copy).text()).toBe("precious");
  });
});

/** Runs a command under a umask, and returns the mode of each file that is in `folder` then, and of `folder`. */
async function modesAfter(
  umask: string,
  folder: string,
  databaseUrl: string,
  ...[name, path]: [name: "backup" | "export" | "import", path: string]
) {
  expect(await commandAlone(name, databaseUrl, [path], umask)).toMatchObject({ code: 0 });
  const names = [".", ...(await readdir(folder))].toSorted();
  return Promise.all(
    names.map(async (file) => {
      const { mode } = await stat(`${folder}/${file}`);
      return `${file} ${(mode & 0o777).toString(8)}`;
    }),
  );
}

describe.concurrent.each(["000", "022", "277"])("under umask %s", (umask) => {
  test("only the owner may read a backup and an export", async () => {
    await using store = await makeStore();
    await using out = await makeStore();
    const log = await store.open();
    await log.append(hello("one"));
    await log.close();
    const { folder } = out;
    const backedUp = modesAfter(umask, folder, store.databaseUrl, "backup", `${folder}/copy.db`);
    expect(await backedUp).toEqual([". 700", "copy.db 600"]);
    await rm(`${folder}/copy.db`);
    const written = modesAfter(umask, folder, store.databaseUrl, "export", `${folder}/chat.jsonl`);
    expect(await written).toEqual([". 700", "chat.jsonl 600"]);
  });

  test("only the owner may read an imported store, its other files and its folder", async () => {
    await using store = await makeStore();
    await using out = await makeStore();
    await (await store.open()).close();
    const path = `${out.folder}/chat.jsonl`;
    await using source = await openSource(readLocation(store.databaseUrl));
    await exportTo(path, source, () => {});
    const folder = `${out.folder}/data`;
    if (umask === "277") await mkdir(folder, { mode: 0o700 });
    const modes = await modesAfter(umask, folder, `sqlite:${folder}/chuan.db`, "import", path);
    expect(modes).toEqual([". 700", "chuan.db 600", "chuan.db-lock 600"]);
  });
});

test("only the owner may read a backup and an export while they are being written", async () => {
  await using out = await makeStore();
  const modes: number[] = [];
  const source: ArchiveSource = {
    async *items() {
      yield { room: "lobby", head: 0, at: 1, rev: 0 };
      modes.push((await stat(`${out.folder}/chat.jsonl`)).mode & 0o777);
    },
    leftOut: () => 0,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  await exportTo(`${out.folder}/chat.jsonl`, source, () => {});
  expect(modes).toEqual([0o600]);
});

describe("commands", () => {
  test("the command backup refuses Postgres, and names Postgres's own tools", async () => {
    const { code, said } = await command("backup", "postgres://127.0.0.1/chuan", ["/tmp/copy.db"]);
    expect(code).toBe(1);
    expect(said).toContain("pg_dump");
  });

  test("the commands export and import move a whole chat, and report it", async () => {
    await using first = await makeStore();
    await using second = await makeStore();
    const log = await first.open();
    await log.append(hello("one"));
    const path = `${first.folder}/chat.jsonl`;
    const out = await commandAlone("export", first.databaseUrl, [path]);
    expect([out.code, out.said]).toEqual([0, `the whole chat is in ${path}`]);
    await log.close();
    const back = await commandAlone("import", second.databaseUrl, [path]);
    expect([back.code, back.said]).toEqual([0, `all of ${path} is in the store`]);
    const again = await commandAlone("import", second.databaseUrl, [path]);
    expect(again.code).toBe(1);
    expect(again.said).toContain("has messages already");
  });

  test("P26: epoch names the log of a store anew, where no server has it open", async () => {
    await using store = await makeStore();
    const log = await store.open();
    const { epoch } = log;
    expect((await command("epoch", store.databaseUrl)).said).toContain("in use by another server");
    await log.close();
    expect((await command("epoch", store.databaseUrl)).code).toBe(0);
    const again = await store.open();
    expect(again.epoch).not.toBe(epoch);
    await again.close();
    expect((await command("epoch", `${store.databaseUrl}-2`)).said).toContain("is not there");
    expect((await command("epoch", store.databaseUrl, ["x"])).said).toBe(
      "epoch: usage: bun run epoch",
    );
  });

  test.each(["backup", "export", "import"] as const)(
    "the command %s explains its use",
    async (name) => {
      await using store = await makeStore();
      const { code, said } = await command(name, store.databaseUrl);
      expect([code, said]).toEqual([1, `${name}: usage: bun run ${name} FILE`]);
    },
  );

  test.each(["backup", "export"] as const)(
    "the command %s refuses a store that does not exist",
    async (name) => {
      await using store = await makeStore();
      const { code, said } = await command(name, store.databaseUrl, [`${store.folder}/out`]);
      expect(code).toBe(1);
      expect(said).toContain(`${store.folder}/chuan.db is not there`);
    },
  );

  test("a command refuses a file that is no store, and names it", async () => {
    await using store = await makeStore();
    await Bun.write(`${store.folder}/chuan.db`, "this is a letter and no database".repeat(40));
    for (const name of ["backup", "export"] as const) {
      const { code, said } = await command(name, store.databaseUrl, [`${store.folder}/out`]);
      expect([code, said]).toEqual([
        1,
        `${name}: ${store.folder}/chuan.db cannot be read (file is not a database)`,
      ]);
    }
  });

  test("a command refuses a store of another version", async () => {
    await using store = await makeStore();
    await (await store.open()).close();
    const file = new Database(`${store.folder}/chuan.db`);
    file.run("PRAGMA user_version = 99");
    file.close();
    const { code, said } = await command("export", store.databaseUrl, [`${store.folder}/out`]);
    expect(code).toBe(1);
    expect(said).toContain("is of schema 99");
  });
});
