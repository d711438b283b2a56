/** What is asked in the table of who may do what: for each event, requests that are valid, so that only the right to do it is missing. */
import { type EventName, LOBBY } from "../../src/protocol";
import type { Profile } from "../../src/store";
import { invitationId } from "../../src/chat/invitations/token";
import { ABSENT, idOf, keyOf } from "./cast";
import { absentIn, type Staged } from "./stage";

export type Asked = Pick<Staged, "room" | "place" | "actor" | "token" | "report">;

export interface Row {
  event: EventName;
  /** What is special about it, where an event has several rows. */
  what?: string | undefined;
  /** What the room is like. */
  profile?: Partial<Profile> | undefined;
  /** Whether the absent member has made an invitation to it. */
  isInvitedTo?: true;
  /** Whether the absent owner has reported the first message. */
  isReported?: true;
  /** Whether the absent member is muted. */
  isMuted?: true;
  args: (staged: Asked) => unknown[];
}

const EMOJI = "👍";
const WRONG = "x".repeat(22);
const NO_ID = "x".repeat(16);

/** A request that has the room and these fields. */
function inRoom(
  event: EventName,
  fields: object = {},
  what?: string,
  profile?: Partial<Profile>,
): Row {
  return { event, what, profile, args: ({ room }) => [{ room, ...fields }] };
}

const saying: Row["args"] = ({ room }) => [{ name: "somebody", txt: "hello" }, { room }];

function said(what?: string, profile?: Partial<Profile>): Row {
  return { event: "chuan", what, profile, args: saying };
}

function inLobby(event: EventName, fields: object = {}): Row {
  return { event, what: "in the lobby", args: () => [{ room: LOBBY, ...fields }] };
}

/** `rank`, of whom `whose` names. */
function ranking(
  what: string,
  rank: string,
  whose: (staged: Pick<Staged, "place" | "actor">) => string,
): Row {
  return {
    event: "rank",
    what,
    args: (staged) => [{ room: staged.room, rank, from: whose(staged) }],
  };
}

const LOCKED = { locked: true };

/** A request about the absent member. */
function about(event: EventName, fields: object, what?: string): Row {
  return {
    event,
    what,
    args: ({ room, place }) => [{ room, from: absentIn(place).member.from, ...fields }],
  };
}

/** The acts on the absent member. How each rank acts on each rank is in acts.test.ts. */
const acting = (why: object): Row[] => [
  about("mute", { minutes: 5, ...why }, "a member"),
  about("ban", { minutes: 5, ...why }, "a member"),
  about("kick", why, "a member"),
  { ...about("pardon", {}, "a member who is muted"), isMuted: true },
  about("sweep", { hours: 1, ...why }, "a member"),
];

/** About the report that the absent owner has made of the first message. */
function deciding(): Row {
  return { event: "decide", args: ({ report }) => [{ id: report, outcome: "nothing" }] };
}

/** Rows that are about a room. */
export const IN_ROOMS: readonly Row[] = [
  inRoom("join"),
  inRoom("join", { invitation: WRONG }, "by a wrong token"),
  inRoom("leave"),
  inRoom("history"),
  inRoom("history", { before: 2, limit: 1 }, "of one message"),
  said(),
  said("while locked", LOCKED),
  inRoom("typing", { on: true }),
  inRoom("typing", { on: true }, "while locked", LOCKED),
  inRoom("people", { q: "" }, "by name"),
  {
    event: "people",
    what: "by id",
    args: (staged) => [{ room: staged.room, from: [absentIn(staged.place).member.from] }],
  },
  inRoom("react", { seq: 1, emoji: EMOJI, on: true }),
  inRoom("react", { seq: 1, emoji: EMOJI, on: true }, "while locked", LOCKED),
  inRoom("reactors", { seq: 1, emoji: EMOJI }),
  inRoom("edit", { seq: 2, txt: "better" }, "of one's own"),
  inRoom("edit", { seq: 2, txt: "better" }, "while locked", LOCKED),
  inRoom("edit", { seq: 1, txt: "worse" }, "of another's"),
  inRoom("remove", { seq: 2 }, "of one's own"),
  inRoom("remove", { seq: 2 }, "while locked", LOCKED),
  inRoom("remove", { seq: 1 }, "of another's"),
  inRoom("members"),
  inRoom("mark", { seq: 1 }),
  inRoom("found"),
  inRoom("settle", { topic: "what it is for" }, "topic"),
  inRoom("settle", { locked: true }, "locked"),
  inRoom("settle", { days: 30 }, "days"),
  inRoom("settle", { listed: true }, "listed"),
  ranking("raises a member", "moderator", (staged) => absentIn(staged.place).member.from),
  ranking("makes an owner", "owner", (staged) => absentIn(staged.place).member.from),
  ranking("raises oneself", "owner", ({ actor }) => actor.from),
  ranking("lowers oneself", "member", ({ actor }) => actor.from),
  ranking("lowers an owner", "member", (staged) => absentIn(staged.place).owner.from),
  inRoom("invite"),
  inRoom("invite", { rank: "moderator" }, "a moderator"),
  inRoom("invite", { rank: "owner" }, "an owner"),
  { ...inRoom("invitations"), isInvitedTo: true },
  {
    event: "revoke",
    what: "another's",
    isInvitedTo: true,
    args: ({ token }) => [{ id: invitationId(token) }],
  },
  ...acting({ reason: "spam" }),
  inRoom("report", { seq: 1, reason: "spam" }, "another's"),
  inRoom("report", { seq: 2 }, "one's own"),
  inRoom("reports"),
  { ...deciding(), isReported: true },
  inRoom("acts"),
  about("said", {}, "a member"),
  inRoom("quit"),
  inRoom("dissolve"),
];

/** Rows about the server, which is asked for by its room's name, or by none. */
export const ON_THE_SERVER: readonly Row[] = [
  inRoom("join"),
  inRoom("history"),
  said(),
  inRoom("typing", { on: true }),
  inRoom("people", { q: "" }),
  inRoom("members"),
  inRoom("found"),
  inRoom("settle", { title: "Studio" }, "title"),
  inRoom("settle", { days: 30 }, "days"),
  inRoom("dissolve"),
  ranking("makes an owner", "owner", () => ABSENT.open.member.from),
  ranking("raises oneself", "owner", ({ actor }) => actor.from),
  ranking("makes a moderator", "moderator", () => ABSENT.open.member.from),
  ranking("makes a member of somebody unknown", "member", () => idOf("somebody")),
  {
    event: "rank",
    what: "without a room",
    args: () => [{ from: ABSENT.open.member.from, rank: "owner" }],
  },
  { event: "invite", what: "without a room", args: () => [{}] },
  inRoom("invite", {}, "by the room's name"),
  { event: "invite", what: "an owner", args: () => [{ rank: "owner" }] },
  { event: "invitations", args: () => [{}] },
  ...onServer(),
  inRoom("mute", { from: idOf("somebody"), minutes: 5 }, "by the room's name"),
  inRoom("kick", { from: ABSENT.open.member.from }),
  inRoom("sweep", { from: ABSENT.open.member.from, hours: 1 }),
  inRoom("report", { seq: 1 }),
  { event: "reports", args: () => [{}] },
  { event: "acts", args: () => [{}] },
  inRoom("said", { from: ABSENT.open.member.from }),
];

/** Acts without a room, on somebody who is not known. */
function onServer(): Row[] {
  const from = idOf("somebody");
  return [
    { event: "mute", what: "without a room", args: () => [{ from, minutes: 5 }] },
    { event: "ban", what: "without a room", args: () => [{ from, minutes: 5 }] },
    { event: "ban", what: "with the address", args: () => [{ from, address: true }] },
    { event: "pardon", what: "of nobody", args: () => [{ from: idOf("nobody else") }] },
  ];
}

/** The name of the absent owner, who owns it. */
export const TAKEN = "yusuf himself";

function grantedBy(name: (staged: Asked) => string, what?: string): Row {
  const from = idOf("somebody");
  return { event: "grant", what, args: (staged) => [{ name: name(staged), from }] };
}

function writingTo(what: string, whose: (staged: Asked) => string): Row {
  return { event: "direct", what, args: (staged) => [{ from: whose(staged) }] };
}

/** Rows about no room. */
export const WITHOUT_A_ROOM: readonly Row[] = [
  { event: "rename", args: ({ actor }) => [{ name: `${actor.role} again` }] },
  { event: "rooms", args: () => [{ q: "" }] },
  {
    event: "people",
    what: "in any of one's rooms",
    args: () => [{ from: [ABSENT.closed.member.from] }],
  },
  { event: "found", what: "a closed room", args: () => [{ title: "plans" }] },
  inLobby("found"),
  inLobby("settle", { topic: "for everybody" }),
  inLobby("rank", { from: idOf("known"), rank: "member" }),
  inLobby("invite"),
  inLobby("dissolve"),
  inLobby("mute", { from: idOf("somebody"), minutes: 5 }),
  inLobby("ban", { from: idOf("somebody") }),
  inLobby("kick", { from: idOf("somebody") }),
  inLobby("acts"),
  { event: "decide", what: "of no report", args: () => [{ id: NO_ID, outcome: "nothing" }] },
  { event: "invitation", what: "of a wrong token", args: () => [{ token: WRONG }] },
  { event: "invitation", what: "of its token", args: ({ token }) => [{ token }] },
  { event: "revoke", what: "of no invitation", args: () => [{ id: NO_ID }] },
  inLobby("mark", { seq: 1 }),
  { event: "claim", args: ({ actor }) => [{ name: `${actor.role} alone` }] },
  { event: "claim", what: "of another's name", args: () => [{ name: TAKEN }] },
  { event: "rename", what: "to another's name", args: () => [{ name: TAKEN }] },
  { event: "chuan", what: "under another's name", args: () => [{ name: TAKEN, txt: "hello" }, {}] },
  { event: "release", args: () => [{}] },
  grantedBy(({ actor }) => `name by ${actor.role}`),
  grantedBy(() => TAKEN, "another's name"),
  { event: "allow", args: () => [{ lastSeen: true }] },
  { event: "picture", what: "that is not there", args: () => [{ file: WRONG }] },
  { event: "picture", what: "of nothing", args: () => [{ file: null }] },
  { event: "pictures", args: () => [{ from: [idOf("somebody")] }] },
  { event: "block", args: () => [{ from: idOf("somebody"), on: true }] },
  { event: "block", what: "oneself", args: ({ actor }) => [{ from: actor.from, on: true }] },
  writingTo("to who lets everybody", () => ABSENT.open.owner.from),
  writingTo("to who lets nobody", () => ABSENT.open.member.from),
  writingTo("to nobody", () => idOf("nobody at all")),
  writingTo("to oneself", ({ actor }) => actor.from),
  { event: "rekey", what: "to a known key", args: ({ actor }) => [{ key: keyOf(actor.role) }] },
  { event: "rekey", args: ({ actor }) => [{ key: `another key of ${actor.role}` }] },
  { event: "erase", what: "of a last owner", args: () => [{ messages: true }] },
];
