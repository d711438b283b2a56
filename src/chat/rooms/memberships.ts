/** The rooms of a caller, by name. */
import type { Membership } from "./membership";

/** What is asked of it. A `Map` will do. */
export interface Memberships extends Iterable<[room: string, membership: Membership]> {
  readonly size: number;
  get(room: string): Membership | undefined;
  set(room: string, membership: Membership): unknown;
  delete(room: string): boolean;
}

/** Without a Map while there is but one room, as of most connections: a Map is 300 bytes of an idle one. */
export class FewMemberships implements Memberships {
  #room = "";
  #only: Membership | undefined;
  #all: Map<string, Membership> | undefined;

  get size(): number {
    return this.#all?.size ?? (this.#only ? 1 : 0);
  }

  get(room: string): Membership | undefined {
    if (this.#all) return this.#all.get(room);
    return this.#room === room ? this.#only : undefined;
  }

  set(room: string, membership: Membership): void {
    if (this.#all) this.#all.set(room, membership);
    else if (!this.#only || this.#room === room) {
      this.#room = room;
      this.#only = membership;
    } else {
      this.#all = new Map([[this.#room, this.#only]]);
      this.#all.set(room, membership);
      this.#only = undefined;
    }
  }

  delete(room: string): boolean {
    if (this.#all) return this.#all.delete(room);
    if (!this.#only || this.#room !== room) return false;
    this.#only = undefined;
    return true;
  }

  *[Symbol.iterator](): Iterator<[room: string, membership: Membership]> {
    if (this.#all) yield* this.#all;
    else if (this.#only) yield [this.#room, this.#only];
  }
}
