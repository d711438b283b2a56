/** Founding rooms and changing what they are called and how they work (P29). */
import {
  ICON,
  LOBBY,
  type OwnRoom,
  type Rank,
  type ReplyTo,
  type RequestOf,
  SERVER_ROOM,
} from "../../protocol";
import { FOUNDED_A_DAY } from "../../protocol/limits";
import { randomId } from "../../engine";
import type { Community, Decision, Facts, Profile } from "../../store";
import { type Access, requireFewRooms, requireKey } from "../access/access";
import { refusalByFacts } from "../access/by-facts";
import type { NoteAct } from "../acts/act";
import { noticeOf } from "../acts/notice";
import { newProfile, ownRoom } from "../access/own-room";
import { type Action, isHidden } from "../access/rules";
import type { Caller, UseCase } from "../caller";
import { createSetPicture, type PictureParts } from "../files/picture";
import { Refusal } from "../refusal";

export interface FoundParts extends Omit<PictureParts, "fairQueue"> {
  access: Access;
  community: Community;
  settled: () => Promise<void>;
  /** The last `seq` and `rev` known here of a room. */
  known: (room: string) => { head: number; rev: number };
  noteAct: NoteAct;
}

/** Milliseconds after which somebody who founded too many rooms may try again. */
const LATER = 3_600_000;

/** `found({ room, topic? })` of an open room, or `found({ title, topic? })` of a closed one, whose name the server makes. */
export function found(parts: FoundParts): UseCase<RequestOf<"found">, ReplyTo<"found">> {
  const { community, settled, rateLimits } = parts;
  return async (caller, { room: named, title, topic }) => {
    requireKey(caller);
    if (named !== undefined && (named === LOBBY || isHidden(named))) throw notFounded();
    requireFewRooms(caller);
    rateLimits.requireAct(caller);
    const room = named ?? `~${randomId(16)}`;
    const question = { rooms: [room, SERVER_ROOM], people: [caller.person.from] };
    const { profiles } = await community.decide(question, (facts) =>
      founding(facts, caller, { room, title, topic: topic || undefined }),
    );
    await settled();
    return { room: ownRoom({ room, rank: "owner", profile: profiles[0], head: 0, rev: 0 }) };
  };
}

/** A room belongs to who founds it, if nothing was ever said there and nobody has founded it. Throws `Refusal`. */
export function founding(
  facts: Facts,
  { person }: Pick<Caller, "person">,
  { room, title, topic }: Pick<Profile, "room" | "title" | "topic">,
) {
  if (facts.profiles.has(room) || facts.head(room) > 0) throw notFounded();
  if (facts.foundedLately >= FOUNDED_A_DAY)
    throw new Refusal(
      "rate_limited",
      `nobody founds more than ${FOUNDED_A_DAY} rooms a day`,
      LATER,
    );
  const profile = { ...newProfile(room, facts.now), title, topic, founder: person.from };
  const rank: Rank = "owner";
  return { profiles: [profile], members: [{ room, person, rank }] };
}

const notFounded = () =>
  new Refusal("forbidden", "this name is in use: a room can only be founded under a new one");

type Settings = RequestOf<"settle">;

/** Which action each setting takes. */
const TAKES: readonly [setting: Exclude<keyof Settings, "room" | "icon">, Action][] = [
  ["title", "settle"],
  ["topic", "settle"],
  ["locked", "settle"],
  ["listed", "list"],
  ["days", "keep"],
];

/** `settle({ room, title?, topic?, locked?, days?, listed? })`. Of `~server`: the server's name, what it is for, and its icon. */
export function settle(parts: FoundParts): UseCase<Settings, { room: OwnRoom }> {
  const { access, rateLimits, known, noteAct } = parts;
  const setPicture = createSetPicture(parts);
  return async (caller, { icon, ...request }) => {
    requireKey(caller);
    const { room } = request;
    const { from } = caller.person;
    access.require(caller, "settle", room);
    rateLimits.requireAct(caller);
    if (icon !== undefined) {
      if (room !== SERVER_ROOM) throw new Refusal("invalid", "only the server has an icon");
      await setPicture(caller, ICON, icon);
    }
    const { profiles, notice } = await access.decide({ caller, action: "settle", room }, (facts) =>
      withLock(facts, caller, settling(facts, from, request)),
    );
    if (notice?.notice) noteAct(notice.notice.act, { room, by: from });
    const belonging = caller.standing.rooms.get(room);
    const rank = room === SERVER_ROOM ? caller.standing.rank : belonging?.rank;
    const { head, rev } = known(room);
    const numbers = {
      head: Math.max(head, belonging?.head ?? 0),
      rev: Math.max(rev, belonging?.rev ?? 0),
    };
    const { restrictions } = caller.standing;
    return { room: ownRoom({ room, rank, profile: profiles[0], ...numbers, restrictions }) };
  };
}

/** Locking or unlocking a room is a line in it (P32). */
function withLock(facts: Facts, { person: by }: Caller, decision: ReturnType<typeof settling>) {
  const [{ room, locked }] = decision.profiles;
  const isSame = locked === facts.profiles.get(room)?.locked;
  const act = locked ? "lock" : "unlock";
  return { ...decision, notice: isSame ? undefined : noticeOf({ act, room, by }) };
}

/** The room's profile with what is asked for. Throws `Refusal` unless the person may change each of these settings. */
export function settling(facts: Facts, from: string, { room, ...asked }: Omit<Settings, "icon">) {
  for (const [setting, action] of TAKES) {
    if (asked[setting] === undefined) continue;
    const why = refusalByFacts(facts, action, room, from);
    if (why) throw why;
  }
  const isOfServer = room === SERVER_ROOM;
  if (isOfServer && (asked.locked ?? asked.days ?? asked.listed) !== undefined)
    throw new Refusal("invalid", "only the title, topic and icon of the server can be set");
  const before = facts.profiles.get(room) ?? newProfile(room, facts.now);
  const { title = before.title, topic = before.topic, days = before.days } = asked;
  const { locked = before.locked, listed = before.listed } = asked;
  const profile: Profile = {
    ...before,
    title,
    topic: topic || undefined,
    locked: locked || undefined,
    listed: listed || undefined,
    days: days || undefined,
  };
  return { profiles: [profile] as [Profile] } satisfies Decision;
}
