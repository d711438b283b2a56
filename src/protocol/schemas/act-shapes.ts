/** What stands on the wire about keeping order: acts, their notices, and reports (P31, P32). */
import * as v from "valibot";
import { MOST_MINUTES, REASON_LENGTH, SWEEP_HOURS } from "../limits";
import { ACTS, RANKS } from "../ranks";
import { integer, labelField, request, RoomField, stored } from "./fields";

const reason = v.optional(labelField("reason", REASON_LENGTH, 0), "");
/** Without a room: on the server. */
const whom = { room: v.optional(RoomField), from: stored.from };
const minutes = integer("minutes", 1, MOST_MINUTES);

export const MuteRequest = request({ ...whom, minutes, reason });
/** Without `minutes` for good. `address`: strangers from the person's present address are kept out for an hour as well. */
export const BanRequest = v.pipe(
  request({
    ...whom,
    minutes: v.optional(minutes),
    reason,
    address: v.optional(v.boolean("address must be true or false"), false),
  }),
  v.check(
    ({ room, address }) => !address || room === undefined,
    "an address is banned from the server, not from a room",
  ),
);
export const PardonRequest = request({ ...whom });
export const KickRequest = request({ room: RoomField, from: stored.from, reason });
export const SweepRequest = request({
  room: RoomField,
  from: stored.from,
  hours: integer("hours", 1, SWEEP_HOURS),
  reason,
});

export const ReportRequest = request({ room: RoomField, seq: integer("seq", 1), reason });
/** `skip`: so many of the list are known already. */
export const ReportsRequest = request({
  room: v.optional(RoomField),
  skip: v.optional(integer("skip", 0), 0),
});
const OUTCOMES = ["acted", "nothing"] as const;
/** What was decided about a report: that something was done, or that nothing had to be. */
export const DecideRequest = request({
  id: v.pipe(v.string("id must be a string"), v.regex(/^[\w-]{16}$/, "id is no report's id")),
  outcome: v.picklist(OUTCOMES, `outcome must be one of ${OUTCOMES.join(", ")}`),
});
/** With `from`, the reply also says what holds for that person. */
export const ActsRequest = request({
  room: v.optional(RoomField),
  from: v.optional(stored.from),
  before: v.optional(integer("before", 1)),
});

/** What somebody said in a room, the newest first: for moderators, before they decide. */
export const SaidRequest = request({
  room: RoomField,
  from: stored.from,
  before: v.optional(integer("before", 1)),
});

const until = v.exactOptional(integer("until", 0));
const why = v.exactOptional(v.string());

/** That somebody may not write, or not come in, until then. Without `until` for good. */
export const Restricted = v.object({ until, reason: why });
export type Restricted = v.InferOutput<typeof Restricted>;

/** A person's restriction in a room or on the server, as its moderators see it. */
export const Held = v.object({
  act: v.picklist(["mute", "ban"]),
  by: stored.from,
  /** The last known name of `by`. */
  byName: v.exactOptional(v.string()),
  ...Restricted.entries,
});
export type Held = v.InferOutput<typeof Held>;

/** The act that ended a room for a person, if it was an act. */
export const PutOut = v.object({ act: v.picklist(["kick", "ban"]), ...Restricted.entries });
export type PutOut = v.InferOutput<typeof PutOut>;

/** The outcome of a report, which is sent to the person who made it. */
export const Decided = v.object({
  room: stored.room,
  seq: integer("seq", 1),
  outcome: v.picklist(OUTCOMES),
});
export type Decided = v.InferOutput<typeof Decided>;

/** How many reports of a room are undecided, which is sent to its moderators. */
export const OpenReports = v.object({ room: stored.room, open: integer("open", 0) });
export type OpenReports = v.InferOutput<typeof OpenReports>;

/** An act, as its message has it (P32). `until` is in milliseconds since 1970; without it, a ban is for good. */
export const Notice = v.object({
  act: v.picklist(ACTS),
  by: stored.from,
  whom: v.exactOptional(stored.from),
  /** The name of `whom` at that time. */
  name: v.exactOptional(v.string()),
  until,
  reason: why,
  rank: v.exactOptional(v.picklist([...RANKS, "stranger"])),
  /** How many messages a sweep removed. */
  count: v.exactOptional(integer("count", 0)),
});
export type Notice = v.InferOutput<typeof Notice>;

/** That somebody reported a message. Only moderators see it. */
export const Report = v.object({
  id: v.string(),
  room: stored.room,
  seq: integer("seq", 1),
  /** Whose message it is, and who reported it. */
  from: stored.from,
  by: stored.from,
  at: integer("at", 0),
  reason: why,
  /** The last known names of both. */
  fromName: v.exactOptional(v.string()),
  byName: v.exactOptional(v.string()),
  outcome: v.exactOptional(v.picklist(OUTCOMES)),
  decidedBy: v.exactOptional(stored.from),
});
export type Report = v.InferOutput<typeof Report>;
