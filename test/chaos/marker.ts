/** The second device of a person, which says how far they have read while everything befalls the servers (P36). */
import { io, type Socket } from "socket.io-client";
import { LEVELS, type Marked, type Reply, type Welcome } from "../../src/protocol";
import { Client } from "../support/client";
import type { Participant } from "./participant";
import type { PersonMarks } from "./records";
import type { Site } from "./site";

/** Milliseconds between two marks, and in which one is answered or given up. */
const EVERY = 300;
const ANSWER_WITHIN = 4000;

/** Marks a person's room further and further, and now and then with another level, until it is stopped. */
export class Marker {
  readonly record: PersonMarks;
  readonly #person: Participant;
  readonly #socket: Socket;
  readonly #timer: Timer;
  #epoch = "";
  #isBusy = false;

  constructor(person: Participant) {
    const { name, room } = person.record;
    this.#person = person;
    this.record = { name, room, said: [], acknowledged: [], kept: [] };
    this.#socket = io(person.link.url, {
      transports: ["websocket"],
      auth: { key: person.key },
      forceNew: true,
      reconnectionDelay: 50,
    });
    this.#socket.on("dixiu", (_: string, { epoch }: Welcome) => {
      this.#epoch = epoch;
      this.#join();
    });
    this.#timer = setInterval(() => void this.#mark(), EVERY);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#socket.disconnect();
  }

  /** Asks every machine for the mark, when all is over. */
  async read(site: Site): Promise<void> {
    const { room, kept } = this.record;
    for (const port of site.ports()) {
      await using client = await Client.connect(`http://127.0.0.1:${port}`, "websocket", {
        key: this.#person.key,
      });
      await client.ask("join", { room });
      // The further one counts: this changes nothing.
      const { seen, level } = (await client.ask("mark", { room, seq: 0 })) as Marked;
      kept.push({ seen, level });
    }
  }

  #join(): void {
    this.#socket.emit("join", { room: this.record.room });
  }

  async #mark(): Promise<void> {
    if (this.#isBusy || !this.#socket.connected) return;
    this.#isBusy = true;
    const { said, acknowledged, room } = this.record;
    const seen = (said.at(-1)?.seen ?? 0) + 1;
    const level = LEVELS[seen % LEVELS.length];
    const epoch = this.#epoch;
    said.push({ seen, level });
    try {
      const asked = { room, seq: seen, level };
      const reply: Reply<Marked> = await this.#socket
        .timeout(ANSWER_WITHIN)
        .emitWithAck("mark", asked);
      const at = performance.now();
      if (reply.ok) acknowledged.push({ epoch, at, seen, level });
      // Somebody who was banned from the room belongs to it no more, until they join it again.
      else this.#join();
    } catch {
      // It may be kept or not.
    } finally {
      this.#isBusy = false;
    }
  }
}
