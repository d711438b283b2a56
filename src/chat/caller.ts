/** Somebody who asks for something, over any transport: a use case takes a caller, and knows no sockets. */
import type { Person } from "../protocol";
import type { Standing } from "./access/standing";
import type { Voice } from "./people/owned-names";
import { Refusal } from "./refusal";
import type { Membership } from "./rooms/membership";
import type { Memberships } from "./rooms/memberships";

export interface Caller {
  /** The id of a connection, or of whatever else the caller came by. No two callers share one. */
  readonly id: string;
  /** Who the caller is to others. The name changes by `rename` (P17). */
  person: Person;
  /** Where the caller comes from, as limits count it (see `networkOf`). */
  readonly address: string;
  /** Whether the caller is the same person each time, by its key (P2). */
  readonly hasKey: boolean;
  /** The id of the caller's key (`publicId`), and of the one that its person is being given (P35). */
  keyId?: string | undefined;
  nextKeyId?: string | undefined;
  /** The caller's person is being erased: the caller is answered first. */
  isErasing?: true | undefined;
  /** What is known of the name that the caller said last (P34). */
  voice?: Voice | undefined;
  /** The person's ranks and rooms, shared by all callers of the person. */
  standing: Standing;
  /** The rooms that the caller is in, or on its way into, by name. */
  readonly memberships: Memberships;
  /** Whether the caller has left, so that nothing more needs to be read for it. */
  isGone: boolean;
}

/** Does what a request asks for, and answers it. Throws or rejects with `Refusal` to refuse it. */
export type UseCase<Request, Answer extends object> = (
  caller: Caller,
  request: Request,
) => Answer | Promise<Answer>;

/** The caller's place in the room. Throws `Refusal` unless the caller is in it. */
export function requireMember(caller: Caller, room: string): Membership {
  const membership = caller.memberships.get(room);
  if (!membership?.joined)
    throw new Refusal(
      "not_in_room",
      `you are not in the room ${JSON.stringify(room)}: join it first`,
    );
  return membership;
}

/** Throws `Refusal` when the caller has left while its request was waiting. */
export function requireStillThere({ isGone }: Caller): void {
  if (isGone) throw new Refusal("unavailable", "the connection has ended");
}
