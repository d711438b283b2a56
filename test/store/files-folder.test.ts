/** The folder of files: whose it is, what is found in it, and a disk that is full (P38). */
import { expect, setDefaultTimeout, test } from "bun:test";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { fullOr } from "../../src/store/files/disk";
import { type Files, FilesFull } from "../../src/store/files/files";
import type { FilesPlace } from "../../src/store/files/options";
import { LogUnavailable } from "../../src/store/log";
import { readLocation } from "../../src/store/location";
import { type OpenStore, openStore } from "../../src/store/open-store";
import { quickFolder } from "../support/folder";
import { rejection } from "../support/rejection";
import { until } from "../support/until";
import { added, bytesFrom, bytesOf, said as say } from "./files-parts";

setDefaultTimeout(60_000);

async function makeFolder() {
  const path = await quickFolder("chuan-files-");
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

async function openAt(
  path: string,
  place: FilesPlace = "beside",
  failed: (error: unknown) => void = () => {},
): Promise<OpenStore & { files: Files }> {
  const files = { place, bytes: 0, failed };
  const store = await openStore(readLocation(`sqlite:${path}`), { onFault: () => {}, files });
  if (!store.files) throw new Error("the store has no files");
  return { ...store, files: store.files };
}

const kept = (path: string, id: string) => join(`${path}-files`, id.slice(0, 2), id);
const idFrom = (word: string) => word.padEnd(22, "x");
const now = () => ({ at: Date.now() });

test("P38: only the owner may read the files and their folders", async () => {
  await using folder = await makeFolder();
  const path = `${folder.path}/chuan.db`;
  const store = await openAt(path);
  const { id } = await added(store.files, bytesOf(10), { small: 3, ...now() });
  for (const [name, mode] of [
    [`${path}-files`, 0o700],
    [`${path}-files/incoming`, 0o700],
    [`${path}-files/${id.slice(0, 2)}`, 0o700],
    [kept(path, id), 0o600],
    [`${kept(path, id)}.small`, 0o600],
  ] as const)
    expect([name, (await stat(name)).mode & 0o777]).toEqual([name, mode]);
  await store.close();
});

test("P38: at the start, bytes that belong to no file are removed, and files without bytes are reported", async () => {
  await using folder = await makeFolder();
  const path = `${folder.path}/chuan.db`;
  const before = await openAt(path);
  const [file, lost, alone] = [
    await added(before.files, bytesOf(10), { id: idFrom("file"), small: 3, ...now() }),
    await added(before.files, bytesOf(20), { id: idFrom("lost"), ...now() }),
    await added(before.files, bytesOf(30), { id: idFrom("alone"), ...now() }),
  ];
  await before.close();
  await rm(kept(path, lost.id));
  await rm(join(`${path}-files`, alone.id.slice(0, 2)), { recursive: true });
  const stray = idFrom("stray");
  await mkdir(join(`${path}-files`, "st"), { recursive: true });
  await Bun.write(kept(path, stray), "left by a crash");
  await Bun.write(`${kept(path, lost.id)}.small`, "of a file that has none");
  await Bun.write(`${path}-files/incoming/${stray}`, "half of a file");
  await Bun.write(`${path}-files/st/notes.txt`, "of somebody else");

  const failures: unknown[] = [];
  const store = await openAt(path, "beside", (error) => failures.push(error));
  await until("the sweep", () => failures.length > 0);
  expect(String(failures)).toContain("2 files have no bytes");
  expect((await readdir(`${path}-files`, { recursive: true })).toSorted()).toEqual(
    [
      "incoming",
      "st",
      "st/notes.txt",
      "store",
      file.id.slice(0, 2),
      lost.id.slice(0, 2),
      `${file.id.slice(0, 2)}/${file.id}`,
      `${file.id.slice(0, 2)}/${file.id}.small`,
    ].toSorted(),
  );
  expect(await bytesFrom(store.files, file.id)).toEqual(bytesOf(10));
  expect(await store.files.read(lost.id, "whole", 0, 9)).toBeUndefined();
  await store.close();
});

test("P38: a store does not take another store's folder, of which it would remove every file", async () => {
  await using folder = await makeFolder();
  const place = { folder: `${folder.path}/files` };
  const store = await openAt(`${folder.path}/a.db`, place);
  const { id } = await added(store.files, bytesOf(10), now());
  await store.close();
  const error = String(await rejection(openAt(`${folder.path}/b.db`, place)));
  expect(error).toBe(
    `Error: ${folder.path}/files has the files of another store: set FILES to another folder`,
  );
  const again = await openAt(`${folder.path}/a.db`, place);
  expect(await bytesFrom(again.files, id)).toEqual(bytesOf(10));
  await again.close();
});

test("P38: a folder that cannot be made is one clear line, and nothing stays open", async () => {
  await using folder = await makeFolder();
  await Bun.write(`${folder.path}/taken`, "no folder");
  const path = `${folder.path}/chuan.db`;
  expect(String(await rejection(openAt(path, { folder: `${folder.path}/taken` })))).toContain(
    `${folder.path}/taken cannot be used for files (`,
  );
  await (await openAt(path)).close();
});

test("P38: a message that is removed takes its bytes out of the folder within seconds, by itself", async () => {
  await using folder = await makeFolder();
  const path = `${folder.path}/chuan.db`;
  const store = await openAt(path);
  const file = await added(store.files, bytesOf(10), { small: 3, ...now() });
  const { seq } = await say(store, "k", [file]);
  await store.log.change({ kind: "remove", room: "lobby", seq, id: "r", by: "ada" });
  for (const form of ["", ".small"])
    await until(
      "the end of its bytes",
      async () => !(await Bun.file(kept(path, file.id) + form).exists()),
    );
  await store.close();
});

test("P38: where no file may be larger, a larger one is FilesFull, nothing of it stays, and texts and smaller files go on", async () => {
  await using folder = await makeFolder();
  const script = `
    import { openStore, readLocation } from ${JSON.stringify(`${import.meta.dir}/../../src/store`)};
    import { added, bytesOf, newId, receive } from ${JSON.stringify(`${import.meta.dir}/files-parts.ts`)};
    const store = await openStore(readLocation("sqlite:${folder.path}/chuan.db"), {
      onFault: console.error, files: { place: "beside", bytes: 0 } });
    const incoming = await store.files.receive(newId(), "whole");
    const error = await (async () => {
      for (let n = 0; n < 200; n += 1) await incoming.write(bytesOf(100_000));
      await incoming.keep();
    })().catch((error) => error);
    await incoming.drop();
    await added(store.files, bytesOf(100_000), { at: Date.now() });
    const { seq } = await store.log.append({ room: "lobby", id: "a", from: "ada", name: "ada", txt: "hello" });
    console.log(JSON.stringify([error?.name, await store.files.total(), store.files.measured.refused, seq]));
    await store.close();`;
  // Without the trap, the system ends a process that writes too much.
  const limited = `ulimit -f 8192; trap '' XFSZ; exec "$@"`;
  const child = Bun.spawn(["sh", "-c", limited, "sh", process.execPath, "-e", script], {
    stdout: "pipe",
    stderr: "inherit",
  });
  expect(JSON.parse(await new Response(child.stdout).text())).toEqual(["FilesFull", 100_000, 1, 1]);
  expect(await readdir(`${folder.path}/chuan.db-files/incoming`)).toEqual([]);
});

test("P38: what the system, SQLite and Postgres say of a full disk is FilesFull, and nothing else is", () => {
  for (const said of [
    { code: "ENOSPC" },
    { code: "EDQUOT" },
    { code: "SQLITE_FULL" },
    { errno: "53100" },
  ]) {
    const cause = Object.assign(new Error("full"), said);
    expect(fullOr(new LogUnavailable("not done", { cause }))).toBeInstanceOf(FilesFull);
  }
  const other = Object.assign(new Error("away"), { code: "EIO", errno: -5 });
  expect(fullOr(other)).toBe(other);
});

test("P38: FILES=off takes no files; a folder and Postgres do not go together", async () => {
  await using folder = await makeFolder();
  const options = { onFault: () => {}, files: { place: "off" as const, bytes: 0 } };
  const store = await openStore(readLocation(`sqlite:${folder.path}/chuan.db`), options);
  expect(store.files).toBeUndefined();
  await store.close();
  const files = { place: { folder: "/tmp/files" }, bytes: 0 };
  const wrong = openStore(readLocation("postgres://chuan@127.0.0.1:1/chuan"), {
    onFault: () => {},
    files,
  });
  expect(String(await rejection(wrong))).toContain("with Postgres files are in the database");
});
