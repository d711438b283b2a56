/** The page's IndexedDB database: unsent messages, and the last messages of each room. */

export const OUTBOX = "outbox";
export const ROOMS = "rooms";

const NAME = "chuan";
const VERSION = 1;
const TABLES = { [OUTBOX]: "id", [ROOMS]: "room" };

/** Milliseconds to wait for the database to open before the page goes on without it. */
const PATIENCE = 2000;

export interface DatabaseParts {
  /** A function, since reading the property `indexedDB` throws if the browser refuses it. */
  factory: () => IDBFactory;
  /** Called when the database opens after the page has gone on without it. */
  onLateOpen: () => void;
  patience?: number;
  /** Its name, and its tables with what each is ordered by; those of messages unless it says otherwise. */
  name?: string;
  tables?: Record<string, string>;
}

/**
 * The page's database: opened when it is first used, and again after it was closed. While another page blocks it, as a
 * page can that was left while it opened it, this page goes on without, and uses it once it opens.
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
   * Resolves with the result of `work`, which runs again on a new connection if the browser has closed this one.
   * Rejects if the browser refuses the database, or does not open it in time.
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

  /** Closes the database when the page is left: another page may need to upgrade it. */
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
    // An earlier call has waited long enough.
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
      // A page of a later version must not have to wait until this one is closed.
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
    const opening = this.#parts.factory().open(this.#parts.name ?? NAME, VERSION);
    opening.addEventListener("upgradeneeded", () => {
      this.#upgrade = opening.transaction ?? undefined;
      for (const [table, keyPath] of Object.entries(this.#parts.tables ?? TABLES))
        opening.result.createObjectStore(table, { keyPath });
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

/** Errors of a database that the browser has closed, or whose process has died. */
const LOST = new Set(["InvalidStateError", "AbortError", "UnknownError"]);

function isLost(error: unknown): boolean {
  return error instanceof DOMException && LOST.has(error.name);
}

/** Resolves with the result of a request. */
export function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("IndexedDB failed")));
  });
}

/** Changes a table. Resolves when the change is stored with the given durability; rejects if it cannot be. */
export function change(
  database: Database,
  table: string,
  durability: IDBTransactionDurability,
  make: (table: IDBObjectStore) => void,
): Promise<void> {
  return database.use((open) => {
    const transaction = open.transaction(table, "readwrite", { durability });
    make(transaction.objectStore(table));
    // A page that is left while it waits for the answers loses what is not committed.
    transaction.commit();
    return new Promise<void>((resolve, reject) => {
      transaction.addEventListener("complete", () => resolve());
      const fail = () => reject(transaction.error ?? new Error("IndexedDB failed"));
      transaction.addEventListener("abort", fail);
      transaction.addEventListener("error", fail);
    });
  });
}
