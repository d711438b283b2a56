/** The door: who may come in (P27). It is asked once for each connection, before anything is told. */
import type { Community, PersonRecord } from "../../store";
import type { Caller } from "../caller";
import type { Redeem } from "../invitations/redeem";
import { NAMELESS, type Tokens } from "../people/identity";
import type { UseLink } from "../people/key-link";
import type { CheckName, OwnedNames } from "../people/owned-names";
import { Refusal } from "../refusal";
import { SERVER_ROOM } from "../../protocol";
import type { EntryPolicy } from "./access";
import type { Networks } from "./networks";
import { restrictionIn } from "./own-room";
import { restricted } from "./rules";
import { isKnown, isReplaced } from "./standing";
import type { Standings } from "./standings";

export interface Door {
  /** Whether a caller comes in at once, without anything to ask the store for: on an open server, without a key. */
  isOpenTo(caller: Caller): boolean;
  /**
   * Lets a caller in, with its person and their standing, and uses the tokens that it brings, if there are any. Under a name that is
   * somebody else's it comes in without one. Rejects with `Refusal`, and with `LogUnavailable` when it cannot be known who the caller
   * is. A caller that was let in is let out by `depart`.
   */
  admit(caller: Caller, tokens: Tokens): Promise<void>;
  /**
   * Whether a caller that was let in may stay, as its connection begins: its key may have been replaced meanwhile. A name that
   * has become somebody else's is taken from it.
   */
  confirm(caller: Caller): boolean;
  depart(caller: Caller): void;
}

export interface DoorParts {
  entry: EntryPolicy;
  standings: Standings;
  networks: Pick<Networks, "untilOf">;
  redeem: Redeem;
  useLink: UseLink;
  names: Pick<OwnedNames, "isTaken" | "isTakenNow">;
  checkName: CheckName;
  community: Pick<Community, "rename">;
}

export function createDoor(parts: DoorParts): Door {
  const { entry, standings, networks, redeem, useLink, names, checkName, community } = parts;

  /** Accepts the invitation. People who may come in without it come in even if it is invalid. */
  async function accept(caller: Caller, token: string): Promise<void> {
    try {
      await redeem(caller, token);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (mayEnter(caller)) return;
      throw error.wire.code === "rate_limited" ? error : needed(error);
    }
  }

  const mayEnter = ({ standing }: Caller) => entry === "open" || isKnown(standing);

  /** Throws the `Refusal` for somebody who is banned from the server, or a stranger from where somebody is. */
  function requireNotBanned({ standing, address }: Caller): void {
    const ban = restrictionIn(standing.restrictions, SERVER_ROOM, "ban");
    if (ban) throw restricted(ban);
    const until = isKnown(standing) ? undefined : networks.untilOf(address);
    if (until !== undefined)
      throw new Refusal("banned", "strangers from this address are kept out for a while", {
        until,
      });
  }

  /** Takes a name that is somebody else's from a caller, and one of which that cannot be known. */
  async function settleName(caller: Caller): Promise<void> {
    const isTaken = names.isTakenNow(caller.person);
    if (isTaken ?? (await names.isTaken(caller.person).catch(() => true))) unname(caller);
  }

  /** The caller's person, by its key, or by a link that makes the key that person's (P35). */
  async function arrive(caller: Caller, link: string | undefined): Promise<PersonRecord> {
    const record = await standings.arrive(caller);
    if (link === undefined || caller.person.from !== caller.keyId) return record;
    standings.depart(caller);
    await useLink(caller, link);
    return standings.arrive(caller);
  }

  return {
    isOpenTo(caller) {
      const { hasKey, address, person } = caller;
      const isOpen = entry === "open" && !hasKey && networks.untilOf(address) === undefined;
      const isTaken = isOpen ? names.isTakenNow(person) : undefined;
      if (isTaken) unname(caller);
      return isTaken !== undefined;
    },

    async admit(caller, { invitation, rekey }) {
      if (!caller.hasKey) {
        requireNotBanned(caller);
        if (entry === "open") return settleName(caller);
        throw needed();
      }
      // Both at once: a name of which it has to be asked is asked for beside the person.
      const isTold = names.isTakenNow(caller.person) !== undefined;
      const asked = isTold ? undefined : names.isTaken(caller.person).catch(() => false);
      const { name } = await arrive(caller, rekey);
      await asked;
      try {
        await settleName(caller);
        const { restrictions } = caller.standing;
        if (restrictionIn(restrictions, SERVER_ROOM, "ban")) requireNotBanned(caller);
        if (invitation !== undefined) await accept(caller, invitation);
        requireNotBanned(caller);
        if (!mayEnter(caller)) throw needed();
      } catch (error) {
        standings.depart(caller);
        throw error;
      }
      const { person } = caller;
      // People in the caller's rooms see the name that it connected with last.
      if (person.name !== NAMELESS && person.name !== name && belongs(caller))
        community.rename(person).catch(() => {});
    },

    confirm(caller) {
      const isTaken = names.isTakenNow(caller.person);
      if (isTaken) unname(caller);
      else if (isTaken === undefined) void checkName(caller);
      return !isReplaced(caller);
    },

    depart: (caller) => caller.hasKey && standings.depart(caller),
  };
}

function unname(caller: Caller): void {
  caller.person = { ...caller.person, name: NAMELESS };
}

/** Whether the person is somebody here, so that a name is kept of them. */
export function belongs({ standing }: Caller): boolean {
  return standing.rank !== undefined || standing.rooms.size > 0;
}

function needed(why?: Refusal): Refusal {
  const message = why?.message ?? "this server is by invitation: connect with one, and with a key";
  return new Refusal("invitation_needed", message, {
    ...(why?.wire.reason && { reason: why.wire.reason }),
  });
}
