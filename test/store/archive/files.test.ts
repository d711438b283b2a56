/** Files in exports, imports and backups of the embedded store (P38). */
import { expect, setDefaultTimeout, test } from "bun:test";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { exportTo, importFrom } from "../../../src/store/archive/copy";
import { openSource, openTarget } from "../../../src/store/archive/open-archive";
import type { CopyProgress } from "../../../src/store/archive/copy";
import { readLocation } from "../../../src/store/location";
import { type OpenStore, openStore } from "../../../src/store/open-store";
import type { Files } from "../../../src/store/files/files";
import { quickFolder } from "../../support/folder";
import { rejection } from "../../support/rejection";
import { FACES, ICON } from "../../../src/protocol";
import { command } from "./command";
import { added, bytesFrom, bytesOf, said as say } from "../files-parts";

setDefaultTimeout(60_000);

type StoreWithFiles = OpenStore & { files: Files };

async function makeFolder() {
  const path = await quickFolder("chuan-archived-files-");
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

async function openAt(path: string): Promise<StoreWithFiles> {
  const files = { place: "beside" as const, bytes: 0 };
  const store = await openStore(readLocation(`sqlite:${path}`), { onFault: () => {}, files });
  if (!store.files) throw new Error("the store has no files");
  return { ...store, files: store.files };
}

/** A store with a message of two files, one of them a picture. Resolves with the pictures' and the other's ids. */
async function fill(path: string, size = 700_000): Promise<string[]> {
  const store = await openAt(path);
  const at = Date.now();
  const picture = await added(store.files, bytesOf(size), { small: 5000, at });
  const other = await added(store.files, bytesOf(3), { at });
  await say(store, "k", [picture, other]);
  await store.close();
  return [picture.id, other.id];
}

/** Runs a command on the store at `path`. */
const run = (name: "backup" | "export" | "import", path: string, file: string) =>
  command(name, `sqlite:${path}`, [file]);

/** Every file below a folder with its mode, and every folder with its own. */
async function modesIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder, { recursive: true })).toSorted();
  return Promise.all(
    names.map(async (name) => {
      const { mode } = await stat(join(folder, name));
      return `${name} ${(mode & 0o777).toString(8)}`;
    }),
  );
}

async function expectFilled(
  path: string,
  [picture = "", other = ""]: string[],
  size = 700_000,
): Promise<void> {
  const store = await openAt(path);
  const { messages } = await store.log.read("lobby", { limit: 9 });
  expect(messages[0]?.files?.map(({ id }) => id)).toEqual([picture, other]);
  expect(await bytesFrom(store.files, picture)).toEqual(bytesOf(size));
  expect(await bytesFrom(store.files, picture, "small")).toEqual(bytesOf(5000));
  expect(await bytesFrom(store.files, other)).toEqual(bytesOf(3));
  expect(await store.files.total()).toBe(size + 5003);
  await store.files.sweep(Date.now() + 1, Date.now() + 1);
  expect(await store.files.total()).toBe(size + 5003);
  await store.close();
}

test("P38: an export takes files along and says how much, and an import brings them back", async () => {
  await using folder = await makeFolder();
  const [before, after] = [`${folder.path}/a.db`, `${folder.path}/b/b.db`];
  const ids = await fill(before);
  const file = `${folder.path}/chat.jsonl`;
  expect(await run("export", before, file)).toEqual({
    code: 0,
    said: `the whole chat is in ${file}, with 2 files (705.0 kB)`,
  });
  expect(await run("import", after, file)).toEqual({
    code: 0,
    said: `all of ${file} is in the store, with 2 files (705.0 kB)`,
  });
  await expectFilled(after, ids);
});

test("P38: a backup of a store with files is a tar that only its owner may read, and tar restores it", async () => {
  await using folder = await makeFolder();
  const ids = await fill(`${folder.path}/chuan.db`);
  const copy = `${folder.path}/backup.tar`;
  const { code, said } = await run("backup", `${folder.path}/chuan.db`, copy);
  expect([code, said]).toEqual([
    0,
    `1 messages and 2 files (705.0 kB) of ${folder.path}/chuan.db are in ${copy}, which is a whole tar`,
  ]);
  expect((await stat(copy)).mode & 0o777).toBe(0o600);
  const restored = `${folder.path}/restored`;
  await mkdir(restored);
  const tar = Bun.spawn(["tar", "-xpf", copy, "-C", restored], { stderr: "pipe" });
  expect([await new Response(tar.stderr).text(), await tar.exited]).toEqual(["", 0]);
  const [picture, other] = ids.map((id) => `chuan.db-files/${id.slice(0, 2)}/${id}`);
  expect(await modesIn(restored)).toEqual(
    [
      "chuan.db 600",
      "chuan.db-files 700",
      `chuan.db-files/${ids[0]?.slice(0, 2)} 700`,
      `${picture} 600`,
      `${picture}.small 600`,
      ...(ids[0]?.slice(0, 2) === ids[1]?.slice(0, 2)
        ? []
        : [`chuan.db-files/${ids[1]?.slice(0, 2)} 700`]),
      `${other} 600`,
      "chuan.db-files/store 600",
    ].toSorted(),
  );
  await expectFilled(`${restored}/chuan.db`, ids);
});

test("P38: a backup says which files are damaged or have no bytes, and has all others", async () => {
  await using folder = await makeFolder();
  const path = `${folder.path}/chuan.db`;
  const [picture = "", other = ""] = await fill(path);
  const place = (id: string) => `${path}-files/${id.slice(0, 2)}/${id}`;
  await rm(place(picture));
  await Bun.write(place(other), "XYZ");
  const { said } = await run("backup", path, `${folder.path}/backup.tar`);
  expect(said).toContain("1 messages and 1 file (0.0 kB)");
  expect(said).toEndWith(
    "1 files are not in it, because their bytes are not there; 1 files have other bytes than they were stored with",
  );
  const { said: exported } = await run("export", path, `${folder.path}/chat.jsonl`);
  expect(exported).toEndWith("; 1 files were left out, whose bytes are not there");
});

test("P38: an import that fails at its last line leaves no file behind, and can be made again", async () => {
  await using folder = await makeFolder();
  // The first megabytes are in the target's folder when the rest is read.
  const size = 3_000_000;
  const ids = await fill(`${folder.path}/a.db`, size);
  const whole = `${folder.path}/whole`;
  await using source = await openSource(readLocation(`sqlite:${folder.path}/a.db`));
  await exportTo(whole, source, () => {});
  const text = await Bun.file(whole).text();
  const target = `${folder.path}/b.db`;
  const fails: [part: string, error: string][] = [
    [text.slice(0, text.lastIndexOf("\n{")), "is not its last one"],
    [text.replace(`"bytes":3005003`, `"bytes":3005002`), "there should be"],
    [text.replace(/{"piece":"[^"]+"}\n/, ""), "has fewer bytes than it should"],
    [text.replace(/"piece":"(.)/, `"piece":"x`), "has other bytes than its SHA-256 says"],
    [text.replace(/{"piece":"[^"]+"}\n{"end"/, `{"end"`), "has fewer bytes than it should"],
    [text.replace(/"piece":"(....)(?!.*\n{"piece)/s, `"piece":"!!!!`), "piece is no base64"],
  ];
  for (const [part, error] of fails) {
    await Bun.write(`${folder.path}/part`, part);
    await using half = await openTarget(readLocation(`sqlite:${target}`));
    const failed = await rejection(importFrom(`${folder.path}/part`, half, () => {}));
    expect(String(failed)).toContain(error);
    await half[Symbol.asyncDispose]();
    const left = await readdir(`${target}-files`, { recursive: true });
    expect(left.filter((name) => name.length > 20)).toEqual([]);
  }
  {
    await using again = await openTarget(readLocation(`sqlite:${target}`));
    await importFrom(whole, again, () => {});
  }
  await expectFilled(target, ids, size);
});

/** Bytes that this process holds in memory and still needs. */
function held(): number {
  Bun.gc(true);
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}

test("P38: an export and an import of 60 MB of files hold few of them in memory, and tell how far they are", async () => {
  await using folder = await makeFolder();
  const store = await openAt(`${folder.path}/a.db`);
  const bytes = bytesOf(12_000_000);
  for (let n = 0; n < 5; n += 1) await added(store.files, bytes, { at: Date.now() });
  await store.close();
  let told: CopyProgress[] = [];
  let most = 0;
  const before = held();
  const progress = (done: CopyProgress) => {
    told.push(done);
    most = Math.max(most, held() - before);
  };
  await using source = await openSource(readLocation(`sqlite:${folder.path}/a.db`));
  await using target = await openTarget(readLocation(`sqlite:${folder.path}/b.db`));
  for (const copy of [
    () => exportTo(`${folder.path}/chat`, source, progress),
    () => importFrom(`${folder.path}/chat`, target, progress),
  ]) {
    told = [];
    expect(await copy()).toEqual({ items: 0, files: 5, bytes: 60_000_000 });
    expect(told.length).toBeGreaterThan(1);
    expect(told[0]?.bytes).toBeLessThan(50_000_000);
    expect(told.at(-1)).toEqual({ items: 0, files: 5, bytes: 60_000_000 });
  }
  expect(most).toBeLessThan(20_000_000);
});

test("P38: pictures of people and the server's icon are in an export and in a backup, and are shown where it is imported", async () => {
  await using folder = await makeFolder();
  const [from, to] = [join(folder.path, "from.db"), join(folder.path, "to.db")];
  const store = await openAt(from);
  const face = await added(store.files, bytesOf(900), { room: FACES });
  const icon = await added(store.files, bytesOf(800), { room: ICON });
  await store.files.setPicture({ room: FACES, from: "ada" }, face.id);
  await store.files.setPicture({ room: ICON, from: "ada" }, icon.id);
  await store.close();

  const archive = join(folder.path, "chat");
  {
    await using source = await openSource(readLocation(`sqlite:${from}`));
    await exportTo(archive, source, () => {});
  }
  {
    await using target = await openTarget(readLocation(`sqlite:${to}`));
    await importFrom(archive, target, () => {});
  }
  const unpacked = join(folder.path, "unpacked");
  await mkdir(unpacked);
  const tar = join(folder.path, "backup.tar");
  expect((await run("backup", from, tar)).code).toBe(0);
  expect(await Bun.spawn(["tar", "-xpf", tar, "-C", unpacked]).exited).toBe(0);
  for (const path of [to, join(unpacked, "chuan.db")]) {
    const other = await openAt(path);
    await other.files.sweep(Date.now() + 1, Date.now() + 1);
    expect(await other.files.faces(["ada"])).toEqual(new Map([["ada", face.id]]));
    expect(await other.files.icon()).toMatchObject({ id: icon.id });
    expect(await bytesFrom(other.files, face.id)).toEqual(bytesOf(900));
    await other.close();
  }
});
