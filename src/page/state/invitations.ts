/** Coming in by an invitation, and making invitations for others (P27, P28). */
import { type ReadonlySignal, signal } from "@preact/signals";
import { type InvitationPreview, isAtLeast, type Rank, type WireError } from "../../protocol";
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

/** What an invitation says of where it leads. */
export type Accepting = Pick<InvitationPreview, "room" | "rank">;

/** What has come of accepting an invitation. `unsure`: it made no difference, and the server says why when it is asked again. */
export type Accepted = { is: "in" } | { is: "refused"; error: WireError } | { is: "unsure" };

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

  /** Accepts an invitation, and opens the room that it is for. */
  async accept(token: string, { room, rank }: Accepting): Promise<Accepted> {
    const place = room?.room;
    const accepted =
      (await this.#join(token, place, rank)) ?? (await this.#redeem(token, place, rank));
    if (accepted.is === "in" && place !== undefined) this.#parts.open({ room: place });
    return accepted;
  }

  /** Joins the room with the invitation, which keeps the connection. Undefined where that cannot be: joining makes nobody more than a member. */
  async #join(token: string, room: string | undefined, rank: Rank): Promise<Accepted | undefined> {
    const isOnline = this.#parts.status.value.is === "online";
    if (room === undefined || rank !== "member" || !isOnline) return undefined;
    try {
      const refused = await this.#parts.joiner().join(room, token);
      return refused ? { is: "refused", error: refused.error } : { is: "in" };
    } catch {
      // The connection was lost. The next one brings the invitation: the same person uses it up once.
      return undefined;
    }
  }

  async #redeem(token: string, room: string | undefined, rank: Rank): Promise<Accepted> {
    const error = await this.#parts.connection().redeem(token);
    if (error) return { is: "refused", error };
    // Somebody who may come in anyway is let in although the invitation was refused.
    return isAtLeast(this.#parts.rank(room), rank) ? { is: "in" } : { is: "unsure" };
  }

  /** Making, listing and revoking. */
  get requests(): InvitationRequests {
    return this.#parts.connection().invitations;
  }
}
