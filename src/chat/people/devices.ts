/** Another key for the same person (P35), and leaving for good (P36). */
import { type RequestOf, SERVER_ROOM } from "../../protocol";
import type { Community, Persons } from "../../store";
import { type Access, requireKey } from "../access/access";
import { isReplaced } from "../access/standing";
import type { Audience } from "../audience";
import type { Caller, UseCase } from "../caller";
import type { RateLimits } from "../rate-limits";
import { Refusal } from "../refusal";
import { quitting } from "../rooms/rank";
import { publicId } from "./identity";

export interface DeviceParts {
  access: Pick<Access, "decide">;
  audience: Pick<Audience, "end">;
  community: Pick<Community, "facts" | "decide">;
  persons: Pick<Persons, "replaceKey" | "erase">;
  rateLimits: Pick<RateLimits, "requireAct">;
  /** Whether somebody with this id is connected, on any machine. */
  isHere: (from: string) => Promise<boolean>;
  settled: () => Promise<void>;
}

/** `rekey({ key })`: the caller goes on with the new key, and all others of the person end. */
export function rekey(parts: DeviceParts): UseCase<RequestOf<"rekey">, object> {
  const { persons, rateLimits, isHere, settled } = parts;
  return async (caller, { key }) => {
    requireKey(caller);
    rateLimits.requireAct(caller);
    const { keyId: by = "", person } = caller;
    const next = publicId(key);
    if ((await isHere(next)) || isReplaced(caller) || caller.nextKeyId !== undefined)
      throw keyIsKnown();
    caller.nextKeyId = next;
    try {
      if (!(await persons.replaceKey(person.from, next, by))) throw keyIsKnown();
      caller.keyId = next;
      await settled();
    } finally {
      caller.nextKeyId = undefined;
    }
    return {};
  };
}

const keyIsKnown = () =>
  new Refusal("forbidden", "this key is known already, or yours was replaced: make a new one");

/** `erase({ messages })`: the person is nobody here any more. What they said stays, or is removed in steps. */
export function erase(parts: DeviceParts): UseCase<RequestOf<"erase">, object> {
  const { audience, community, persons, rateLimits } = parts;

  /** The rooms that the person owns. Throws `Refusal` where nobody else owns one of them. */
  async function requireNoLastOwner({ standing, person }: Caller): Promise<string[]> {
    const owned = [...standing.rooms.values()].filter(({ rank }) => rank === "owner");
    const rooms = [
      ...(standing.rank === "owner" ? [SERVER_ROOM] : []),
      ...owned.map((one) => one.room),
    ];
    const facts = await community.facts({ rooms: [...rooms, SERVER_ROOM], people: [person.from] });
    const last = rooms.find((room) => facts.owners(room) <= 1);
    if (last !== undefined) throw lastOwner(last, standing.rooms.get(last)?.profile?.title);
    return rooms;
  }

  return async (caller, { messages }) => {
    requireKey(caller);
    rateLimits.requireAct(caller);
    const { person } = caller;
    const rooms = await requireNoLastOwner(caller);
    caller.isErasing = true;
    try {
      // Each by a decision, so that of two last owners who leave at once one stays.
      for (const room of rooms)
        await community.decide(
          { rooms: [...new Set([room, SERVER_ROOM])], people: [person.from] },
          (facts) => quitting(facts, room, person),
        );
      await persons.erase(person, messages);
    } catch (error) {
      caller.isErasing = undefined;
      throw error;
    }
    // After the answer.
    setImmediate(() => audience.end(caller));
    return {};
  };
}

function lastOwner(room: string, title: string | undefined): Refusal {
  const place = room === SERVER_ROOM ? "this server" : `the room ${JSON.stringify(title ?? room)}`;
  return new Refusal(
    "forbidden",
    `you are the only owner of ${place}: make somebody else an owner first, or dissolve it`,
  );
}
