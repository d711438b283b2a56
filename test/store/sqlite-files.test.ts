import { afterAll, describe, setDefaultTimeout } from "bun:test";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { openFolder } from "../../src/store/files/folder";
import { createBytesInMemory } from "../../src/store/files/memory";
import { openSqlite } from "../../src/store/sqlite/open-sqlite";
import type { SqliteFilesOptions } from "../../src/store/sqlite/sqlite-files";
import { quickFolder } from "../support/folder";
import { contractOfFiles, type FilesStore } from "./contract-files";

setDefaultTimeout(60_000);

const folder = await quickFolder("chuan-files-");
afterAll(() => rm(folder, { recursive: true }));
let stores = 0;

function openAt(path: string, options: SqliteFilesOptions): FilesStore {
  const { log, community, openFiles } = openSqlite(path, () => {});
  const files = openFiles(options);
  async function close(): Promise<void> {
    await files.close();
    await community.close();
    await log.close();
  }
  return {
    log,
    community,
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
