/** The same rules asked of what the store knows, as decisions ask them. */
import { SERVER_ROOM } from "../../protocol";
import type { Facts } from "../../store";
import type { Refusal } from "../refusal";
import { type Action, type Ranks, whyNot } from "./rules";

/** Why a person may not do this in a room by what the store knows, or undefined if they may. */
export function refusalByFacts(
  facts: Facts,
  action: Action,
  room: string,
  from: string,
): Refusal | undefined {
  return whyNot(action, room, ranksByFacts(facts, room, from), facts.profiles.get(room));
}

/** The ranks of a person, by what the store knows. */
export function ranksByFacts(facts: Facts, room: string, from: string): Ranks {
  const restrictions = [
    ...facts.restrictions(room, from),
    ...(room === SERVER_ROOM ? [] : facts.restrictions(SERVER_ROOM, from)),
  ];
  return {
    inRoom: facts.rank(room, from),
    onServer: facts.rank(SERVER_ROOM, from),
    ...(restrictions.length > 0 && { restrictions }),
  };
}
