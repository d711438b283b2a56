/**
 * Writes this machine's people to the database: at a steady pace, however many come and go, and all of
 * them again when the database has forgotten this machine.
 */
import type { PeopleByRoom } from "../people-by-room";
import { type Connections, DatabaseAway } from "./connections";
import { POSTGRES_SCHEMA } from "./schema";

/** Milliseconds between two writes: four a second. */
const PACE = 250;
/** Milliseconds between two signs of life. */
const BEAT = 5000;
/** A machine without a sign of life for this long counts as dead, and its people as gone. */
const SILENT_FOR = "15 seconds";

const NOTHING_TO_WRITE = Promise.resolve();

const ATTEND = `SELECT chuan.attend($1::text, $2::text::json, $3::text::interval) AS "wasKnown"`;
const DEPART = `UPDATE chuan.machines SET seen = '-infinity' WHERE id = $1::text`;
/** What other machines may expect of this one (H36). */
const SAY_VERSION = "UPDATE chuan.machines SET version = $2 WHERE id = $1::text";
const FORGET = `SELECT chuan.forget($1::text::interval)`;

/** A person who has come, gone, or taken another name. */
interface Change {
  room: string;
  from: string;
}

export interface PresenceWriterParts {
  database: Connections;
  /** The id of this process. No other process ever has the same. */
  machine: string;
  here: PeopleByRoom;
}

export class PresenceWriter {
  readonly #parts: PresenceWriterParts;
  readonly #timer: Timer;
  #changes = new Map<string, Change>();
  #writing: Promise<void> | undefined;
  #lastBegan = -Infinity;
  #next: Promise<void> | undefined;
  #isClosed = false;

  constructor(parts: PresenceWriterParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => void this.beat().catch(() => {}), BEAT);
  }

  /** Notes that a person has come, gone or been renamed in a room. A write that fails is repeated with a later beat. */
  changed(room: string, from: string): void {
    this.#note({ room, from });
    this.written().catch(() => {});
  }

  /** Resolves when every change so far is written. Callers that wait for the same write get the same promise. Rejects with `DatabaseAway`. */
  written(): Promise<void> {
    // Changes of a failed write are noted again. So where none is noted, only the running write counts.
    return this.#changes.size > 0 ? this.beat() : (this.#writing ?? NOTHING_TO_WRITE);
  }

  /** Writes that this machine is alive, with all changes. Rejects with `DatabaseAway`. */
  beat(): Promise<void> {
    this.#next ??= this.#writeInTime();
    return this.#next;
  }

  /** Removes this machine and its people. If the database is away, other machines remove them once this one counts as dead. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#isClosed = true;
    const { database, machine } = this.#parts;
    try {
      // A database that has not answered this write would not answer the next statement either.
      await this.#writing;
      await database.run(DEPART, [machine]);
      await database.run(FORGET, [SILENT_FOR]);
    } catch (error) {
      if (!(error instanceof DatabaseAway)) throw error;
    }
  }

  #note(change: Change): void {
    this.#changes.set(`${change.room} ${change.from}`, change);
  }

  async #writeInTime(): Promise<void> {
    await this.#writing?.catch(() => {});
    await Bun.sleep(Math.max(0, this.#lastBegan + PACE - performance.now()));
    this.#next = undefined;
    // A write after this machine was removed would bring it back.
    if (this.#isClosed) return;
    this.#lastBegan = performance.now();
    this.#writing = this.#write().finally(() => (this.#writing = undefined));
    await this.#writing;
  }

  async #write(): Promise<void> {
    const { database, machine, here } = this.#parts;
    const changes = [...this.#changes.values()];
    this.#changes.clear();
    try {
      // The state of each person now, not what happened: so writing it twice does no harm.
      const state = changes.map(({ room, from }) => ({
        room,
        from,
        name: here.nameOf(room, from) ?? null,
      }));
      const parameters = [machine, JSON.stringify(state), SILENT_FOR];
      const [row] = await database.run<{ wasKnown: boolean }>(ATTEND, parameters);
      if (row?.wasKnown) return;
      await database.run(SAY_VERSION, [machine, POSTGRES_SCHEMA]);
    } catch (error) {
      for (const change of changes) this.#note(change);
      throw error;
    }
    // Callers that wait for this write must find everybody.
    this.#noteAll();
    await this.#write();
  }

  #noteAll(): void {
    const { here } = this.#parts;
    for (const room of here.rooms())
      for (const { from } of here.people(room)) this.#note({ room, from });
  }
}
