/** This browser's IndexedDB: what is unsent, and the last messages of each room. */

export const OUTBOX = "outbox";
export const ROOMS = "rooms";

const NAME = "chuan";
const VERSION = 1;

/** Milliseconds after which a database that does not open is gone on without. */
const PATIENCE = 2000;

export interface DatabaseParts {
  /** Merely to look at `indexedDB` throws where a browser refuses it. */
  factory: () => IDBFactory;
  /** Is told when the database opens after it was gone on without. */
  onLateOpen: () => void;
  patience?: number;
}

/**
 * The database of the page: opened when it is first used, and again after it died. While another page holds
 * it, as one can that was left while it was opening it, the page goes on without, and takes it up when it comes.
 */
export class Database {
  readonly #parts: DatabaseParts;
  #opening: Promise<IDBDatabase> | undefined;
  #open: IDBDatabase | undefined;
  #upgrade: IDBTransaction | undefined;
  #isLate = false;
  #isLeft = false;

  constructor(parts: DatabaseParts) {
    this.#parts = parts;
  }

  /**
   * What `work` makes of the database; it is done once more on a new one when this one was closed under the
   * page. Rejects when the browser refuses the database, or does not open it in time.
   */
  async use<T>(work: (database: IDBDatabase) => Promise<T>): Promise<T> {
    const database = await this.#inTime();
    try {
      return await work(database);
    } catch (error) {
      if (!isLost(error)) throw error;
      this.#forget(database);
      return work(await this.#inTime());
    }
  }

  /** Lets go of the database while the page is left: another page may want to change it. */
  leave(): void {
    this.#isLeft = true;
    this.#upgrade?.abort();
    if (this.#open) this.#forget(this.#open);
  }

  comeBack(): void {
    this.#isLeft = false;
  }

  async #inTime(): Promise<IDBDatabase> {
    this.#opening ??= this.#begin();
    // It was waited for already.
    if (this.#isLate) throw new Error("the database is not open yet");
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      this.#isLate = true;
      reject(new Error("the database did not open in time"));
    }, this.#parts.patience ?? PATIENCE);
    try {
      return await Promise.race([this.#opening, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #begin(): Promise<IDBDatabase> {
    try {
      const database = await this.#request();
      this.#open = database;
      const forget = () => this.#forget(database);
      // A page of a later version must not wait for this one to be closed.
      database.addEventListener("versionchange", forget);
      database.addEventListener("close", forget);
      if (this.#isLeft) forget();
      const wasLate = this.#isLate;
      this.#isLate = false;
      if (wasLate) this.#parts.onLateOpen();
      return database;
    } catch (error) {
      this.#opening = undefined;
      this.#isLate = false;
      throw error;
    }
  }

  async #request(): Promise<IDBDatabase> {
    const opening = this.#parts.factory().open(NAME, VERSION);
    opening.addEventListener("upgradeneeded", () => {
      this.#upgrade = opening.transaction ?? undefined;
      opening.result.createObjectStore(OUTBOX, { keyPath: "id" });
      opening.result.createObjectStore(ROOMS, { keyPath: "room" });
    });
    try {
      return await done(opening);
    } finally {
      this.#upgrade = undefined;
    }
  }

  #forget(database: IDBDatabase): void {
    database.close();
    if (this.#open !== database) return;
    this.#open = undefined;
    this.#opening = undefined;
  }
}

/** What a browser says of a database that it has closed, or whose process has died. */
const LOST = new Set(["InvalidStateError", "AbortError", "UnknownError"]);

function isLost(error: unknown): boolean {
  return error instanceof DOMException && LOST.has(error.name);
}

/** The result of a request, once it has one. */
export function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("IndexedDB failed")));
  });
}

/** Makes a change to a table; resolves when it is on disk as surely as `durability` says, rejects when it cannot be. */
export function change(
  database: Database,
  table: string,
  durability: IDBTransactionDurability,
  make: (table: IDBObjectStore) => void,
): Promise<void> {
  return database.use((open) => {
    const transaction = open.transaction(table, "readwrite", { durability });
    make(transaction.objectStore(table));
    return new Promise<void>((resolve, reject) => {
      transaction.addEventListener("complete", () => resolve());
      const fail = () => reject(transaction.error ?? new Error("IndexedDB failed"));
      transaction.addEventListener("abort", fail);
      transaction.addEventListener("error", fail);
    });
  });
}
