import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { openFolder } from "../../src/store/files/folder";
import { createBytesInMemory } from "../../src/store/files/memory";
import { openSqlite } from "../../src/store/sqlite/open-sqlite";
import type { SqliteFilesOptions } from "../../src/store/sqlite/sqlite-files";
import { quickFolder } from "../support/folder";
import { until } from "../support/until";
import { contractOfFiles } from "./contract-files";
import { added, type FilesStore, said } from "./files-parts";

setDefaultTimeout(60_000);

const folder = await quickFolder("chuan-files-");
afterAll(() => rm(folder, { recursive: true }));
let stores = 0;

function openAt(path: string, options: SqliteFilesOptions, erasedAfter?: number): FilesStore {
  const { log, community, persons, openFiles } = openSqlite(path, () => {}, undefined, erasedAfter);
  const files = openFiles(options);
  async function close(): Promise<void> {
    await files.close();
    await community.close();
    await log.close();
  }
  return {
    log,
    community,
    persons,
    files,
    async reopen() {
      await close();
      return openAt(path, options);
    },
    [Symbol.asyncDispose]: close,
  };
}

describe("files in a folder", () =>
  contractOfFiles(async ({ bytes = 0, failed = () => {} } = {}) => {
    const path = join(folder, `${(stores += 1)}.db`);
    const bytesOf = (owner: string) => openFolder(`${path}-files`, owner);
    return openAt(path, { bytesOf, limit: bytes, failed });
  }));

describe("files in memory", () =>
  contractOfFiles(async ({ bytes = 0, failed = () => {} } = {}) => {
    const kept = createBytesInMemory();
    const path = join(folder, `${(stores += 1)}.db`);
    return openAt(path, { bytesOf: () => kept, limit: bytes, failed });
  }));

test("H33: the name of a file that went with its message is soon in no byte of the database", async () => {
  const path = join(folder, "erased.db");
  const bytesOf = (owner: string) => openFolder(`${path}-files`, owner);
  await using store = openAt(path, { bytesOf, limit: 0, failed: () => {} }, 20);
  const [file, other] = [
    await added(store.files, undefined, { name: "secret-plan.pdf" }),
    await added(store.files, undefined, { name: "menu.pdf" }),
  ];
  const { seq } = await said(store, "k", [file]);
  await said(store, "other", [other]);
  const stored = () =>
    ["", "-wal"]
      .map((end) => `${path}${end}`)
      .filter((name) => existsSync(name))
      .map((name) => readFileSync(name, "latin1"))
      .join("");
  expect(stored()).toContain("secret-plan");
  await store.log.change({ kind: "remove", room: "lobby", seq, id: "r", by: "ada" });
  await store.files.sweep(0);
  await until("the end of the name", () => !stored().includes("secret-plan"));
  expect(stored()).toContain("menu.pdf");
});
