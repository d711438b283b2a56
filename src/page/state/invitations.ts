/** Coming in by an invitation, and making invitations for others (P27, P28). */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Rank, WireError } from "../../protocol";
import type { Connection, ConnectionStatus } from "../../client/connection";
import type { InvitationRequests } from "../../client/invitation-requests";
import type { RoomJoiner } from "../../client/room-joiner";
import type { RoomPlace } from "../browser/address";

export interface InvitationsParts {
  status: ReadonlySignal<ConnectionStatus>;
  /** The person's rank in a room, or on the server. */
  rank: (room: string | undefined) => Rank | undefined;
  connection: () => Pick<Connection, "redeem" | "invitations">;
  joiner: () => Pick<RoomJoiner, "join">;
  open: (place: RoomPlace) => void;
}

export class Invitations {
  readonly #parts: InvitationsParts;
  readonly #isUninvited = signal(false);

  constructor(parts: InvitationsParts) {
    this.#parts = parts;
    parts.status.subscribe(({ is }) => {
      if (is === "uninvited") this.#isUninvited.value = true;
      if (is === "online") this.#isUninvited.value = false;
    });
  }

  /** Whether the server lets nobody in without an invitation, and has not let in this person. */
  get isUninvited(): ReadonlySignal<boolean> {
    return this.#isUninvited;
  }

  /** The person's rank in a room, or on the server; undefined for somebody who does not belong to it. */
  rankIn(room: string | undefined): Rank | undefined {
    return this.#parts.rank(room);
  }

  /**
   * Redeems an invitation to a room, or to the server without one, and opens the room. Resolves with the server's reason to refuse it,
   * or with undefined when the person is in.
   */
  async accept(token: string, room: string | undefined): Promise<WireError | undefined> {
    const error = await this.#redeem(token, room);
    if (!error && room !== undefined) this.#parts.open({ room });
    return error;
  }

  async #redeem(token: string, room: string | undefined): Promise<WireError | undefined> {
    const { status, connection, joiner } = this.#parts;
    if (status.value.is === "online" && room !== undefined)
      try {
        return (await joiner().join(room, token))?.error;
      } catch {
        // The connection was lost. Redeemed twice by the same person, an invitation counts once.
      }
    return connection().redeem(token);
  }

  /** Making, listing and revoking. */
  get requests(): InvitationRequests {
    return this.#parts.connection().invitations;
  }
}
