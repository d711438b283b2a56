/** The rooms to which the server has just refused everything that is sent. */
import type { WireError } from "../protocol";
import { type Item, wasTried } from "./outbox-items";
import { BARRING } from "./refusals";
import type { UnsentQueue } from "./unsent-queue";

/** What waits for a barred room is not sent to be refused, one by one: the person sends it again when they may. */
export class BarredRooms {
  /** Why each is barred, by room. */
  readonly #found = new Map<string, WireError>();
  readonly #queue: UnsentQueue;
  readonly #onBarred: (room: string, error: WireError) => void;

  constructor(queue: UnsentQueue, onBarred: (room: string, error: WireError) => void) {
    this.#queue = queue;
    this.#onBarred = onBarred;
  }

  /** Notes the room of a refused item, if the server would refuse everything that is sent there. */
  note({ room }: Item, error: WireError): void {
    if (BARRING.has(error.code)) this.#found.set(room, error);
  }

  /** Fails what waits for the rooms that were noted since the last call. */
  settle(): void {
    for (const [room, error] of this.#found) {
      for (const item of this.#queue.items)
        if (item.room === room && item.state === "queued")
          this.#queue.settle(item.id, { state: "failed", error }, wasTried(item));
      this.#onBarred(room, error);
    }
    this.#found.clear();
  }
}
