/** Where the browser keeps nothing, and where it keeps all. */
import type { MessageCache } from "../../src/page/storage/message-cache";
import { Database } from "../../src/page/storage/database";
import type { OutboxStore } from "../../src/client/outbox-store";

export const FORGETFUL: OutboxStore = {
  load: () => Promise.resolve([]),
  put: () => Promise.resolve(),
  remove: () => Promise.resolve(),
};

export const NO_CACHE: MessageCache = {
  load: () => Promise.resolve(undefined),
  keep: () => Promise.resolve(),
  forget: () => Promise.resolve(),
};

/** A page's database in a browser. */
export function databaseIn(factory: IDBFactory): Database {
  return new Database({ factory: () => factory, onLateOpen() {} });
}
