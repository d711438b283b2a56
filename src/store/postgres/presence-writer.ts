/**
 * This machine's people as the database has them: written at a steady pace, however many come and go,
 * and said again from the beginning when the database has forgotten them.
 */
import type { PeopleByRoom } from "../people-by-room";
import type { Connections } from "./connections";

/** Milliseconds between two writes: four a second. */
const PACE = 250;
/** Milliseconds between two signs of life. */
const BEAT = 5000;
/** After how long without a sign of life a machine is taken for dead, and its people for gone. */
const SILENT_FOR = "15 seconds";

const NOTHING_TO_WRITE = Promise.resolve();

const ATTEND = `SELECT chuan.attend($1::text, $2::text::json, $3::text::interval) AS "wasKnown"`;
const DEPART = `UPDATE chuan.machines SET seen = '-infinity' WHERE id = $1::text`;
const FORGET = `SELECT chuan.forget($1::text::interval)`;

/** Somebody who has come, gone, or taken another name. */
interface Change {
  room: string;
  from: string;
}

export interface PresenceWriterParts {
  database: Connections;
  /** Of this process, and of no other ever. */
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

  constructor(parts: PresenceWriterParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => void this.beat().catch(() => {}), BEAT);
  }

  /** Takes note that somebody's place has changed. What cannot be written now is written with a later beat. */
  changed(room: string, from: string): void {
    this.#note({ room, from });
    this.written().catch(() => {});
  }

  /** Resolves when all that has changed by now is written: the same promise for all who wait for the same write. Rejects with `DatabaseAway`. */
  written(): Promise<void> {
    // What fails to be written is noted again: so with nothing noted, only what is under way counts.
    return this.#changes.size > 0 ? this.beat() : (this.#writing ?? NOTHING_TO_WRITE);
  }

  /** Says that this machine is there, with whatever has changed. Rejects with `DatabaseAway`. */
  beat(): Promise<void> {
    this.#next ??= this.#writeInTime();
    return this.#next;
  }

  /** Takes this machine and its people off. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#writing?.catch(() => {});
    await this.#parts.database.run(DEPART, [this.#parts.machine]);
    await this.#parts.database.run(FORGET, [SILENT_FOR]);
  }

  #note(change: Change): void {
    this.#changes.set(`${change.room} ${change.from}`, change);
  }

  async #writeInTime(): Promise<void> {
    await this.#writing?.catch(() => {});
    await Bun.sleep(Math.max(0, this.#lastBegan + PACE - performance.now()));
    this.#next = undefined;
    this.#lastBegan = performance.now();
    this.#writing = this.#write().finally(() => (this.#writing = undefined));
    await this.#writing;
  }

  async #write(): Promise<void> {
    const { database, machine, here } = this.#parts;
    const changes = [...this.#changes.values()];
    this.#changes.clear();
    try {
      // Where somebody is now, not what happened since: so it does no harm to write it twice.
      const state = changes.map(({ room, from }) => ({
        room,
        from,
        name: here.nameOf(room, from) ?? null,
      }));
      const parameters = [machine, JSON.stringify(state), SILENT_FOR];
      const [row] = await database.run<{ wasKnown: boolean }>(ATTEND, parameters);
      if (row?.wasKnown) return;
    } catch (error) {
      for (const change of changes) this.#note(change);
      throw error;
    }
    // Who waits for this write is to find everybody.
    this.#noteAll();
    await this.#write();
  }

  #noteAll(): void {
    const { here } = this.#parts;
    for (const room of here.rooms())
      for (const { from } of here.people(room)) this.#note({ room, from });
  }
}
