/** What comes of the acts of those who keep order (P31): pure rules, from facts to decisions. */
import { isAtLeast, LOBBY, type Person, SERVER_ROOM } from "../../protocol";
import type { Decision, Facts, Restriction } from "../../store";
import { ranksByFacts } from "../access/by-facts";
import { isAbove, rankThatCounts } from "../access/rules";
import { Refusal } from "../refusal";
import { noticeOf } from "./notice";

/** Who does something to whom, where and why. */
export interface Acting {
  room: string;
  by: Person;
  whom: Person;
  reason: string;
}

const MINUTE = 60_000;

/** Throws `Refusal` unless `by` is a moderator in the room, and has a higher rank there than `whom`. */
export function requireAbove(
  facts: Facts,
  { room, by, whom }: Pick<Acting, "room" | "by" | "whom">,
): void {
  if (by.from === whom.from) throw new Refusal("forbidden", "you cannot do this to yourself");
  const own = rankThatCounts(room, ranksByFacts(facts, room, by.from));
  const others = rankThatCounts(room, ranksByFacts(facts, room, whom.from));
  if (!isAtLeast(own, "moderator") || !isAbove(own, others))
    throw new Refusal("forbidden", "you can only do this to people of a lower rank");
}

/** Forbids the person to write in the room for some minutes. */
export function muting(facts: Facts, acting: Acting, minutes: number): Decision {
  requireAbove(facts, acting);
  const until = facts.now + minutes * MINUTE;
  return {
    restrictions: [restrictionOf("mute", facts, acting, until)],
    notice: noticeOf({ act: "mute", ...acting, until }),
  };
}

/** For how long, or for good, and whether strangers of the person's addresses are kept out as well. */
export interface Ban {
  minutes?: number | undefined;
  address?: boolean | undefined;
}

/** That person is out for so many minutes, or for good, and the invitations that they made end. */
export function banning(facts: Facts, acting: Acting, { minutes, address }: Ban): Decision {
  const { room, whom } = acting;
  requireAbove(facts, acting);
  requireNotLobby(room);
  const until = minutes === undefined ? undefined : facts.now + minutes * MINUTE;
  const maker = whom.from;
  return {
    restrictions: [{ ...restrictionOf("ban", facts, acting, until), ...(address && { address }) }],
    members: unranked(facts, room, whom),
    ended: [room === SERVER_ROOM ? { maker } : { maker, room }],
    notice: noticeOf({ act: "ban", ...acting, until }),
  };
}

/** That person is out, and may come back as anybody may. */
export function kicking(facts: Facts, acting: Acting): Decision {
  const { room, whom } = acting;
  requireAbove(facts, acting);
  requireNotLobby(room);
  if (room === SERVER_ROOM)
    throw new Refusal("forbidden", "use ban to remove a person from the server");
  return { members: unranked(facts, room, whom), notice: noticeOf({ act: "kick", ...acting }) };
}

/** That person may do again what their rank allows. */
export function pardoning(facts: Facts, acting: Acting): Decision {
  const { room, whom } = acting;
  requireAbove(facts, acting);
  if (facts.restrictions(room, whom.from).length === 0)
    throw new Refusal("not_found", "that person is neither muted nor banned here");
  return { lifted: [{ room, from: whom.from }], notice: noticeOf({ act: "pardon", ...acting }) };
}

/** What becomes of a person's rank who is put out: of the server's, who is known stays known, so that a ban can end. */
function unranked(facts: Facts, room: string, person: Person): NonNullable<Decision["members"]> {
  const rank = facts.rank(room, person.from);
  if (rank === undefined) return [];
  if (room !== SERVER_ROOM) return [{ room, person, rank: undefined }];
  return rank === "member" ? [] : [{ room, person, rank: "member" }];
}

function requireNotLobby(room: string): void {
  if (room === LOBBY)
    throw new Refusal(
      "forbidden",
      "nobody is put out of the lobby alone: ban them from the server",
    );
}

function restrictionOf(
  kind: Restriction["kind"],
  { now: at }: Facts,
  { room, by, whom, reason }: Acting,
  until: number | undefined,
): Restriction {
  return { room, from: whom.from, kind, until, reason, by: by.from, at };
}
