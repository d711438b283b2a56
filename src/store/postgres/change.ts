/**
 * Changes in the shared store. What a change makes of a message is decided here, from its state as it was read; the
 * database stores that only if the message still is in that state. If it is not, another machine was faster, and this
 * one begins again.
 */
import type { Connections } from "./connections";
import { SELECTED } from "./selected";
import { applyChange, type Change, type Result } from "../changes";
import { contentOf, messageOf, type MessageRow } from "../columns";
import type { News, OwnReaction, ReactionPlace, Worked } from "../log";
import type { Given } from "./statements";
import { type Message, type Person, REACTIONS } from "../../protocol";

/** What became of a change, and what to tell if it is news. */
export type MadeChange = { outcome: Worked; news?: News & { message: Message } };

const FACTS = `
  SELECT (SELECT row_to_json(found) FROM (
      SELECT ${SELECTED} FROM chuan.messages m WHERE m.room = r.id AND m.seq = c.seq) found) AS row,
    EXISTS (SELECT FROM chuan.change_keys k
      WHERE k.room = r.id AND k.seq = c.seq AND k.sender = c.by AND k.id = c.id) AS "isRepeated",
    EXISTS (SELECT FROM chuan.reactions o
      WHERE o.room = r.id AND o.seq = c.seq AND o.emoji = c.emoji AND o.sender = c.by) AS has,
    (SELECT coalesce(json_agg(o.sender ORDER BY o.number), '[]') FROM (
      SELECT sender, number FROM chuan.reactions o
      WHERE o.room = r.id AND o.seq = c.seq AND o.emoji = c.emoji ORDER BY number LIMIT $2) o) AS first
  FROM json_to_recordset($1::text::json)
      AS c(room text, seq bigint, by text, id text, emoji text, place bigint)
    LEFT JOIN chuan.rooms r ON r.name = c.room
  ORDER BY c.place`;

const CHANGE = `
  SELECT changed.rev::float8 AS rev
  FROM json_array_elements($1::text::json) WITH ORDINALITY AS given (part, place),
    chuan.change(part->>'room', part->'states') WITH ORDINALITY AS changed
  ORDER BY place, changed.ordinality`;

type FactsRow = { row: MessageRow | null; isRepeated: boolean; has: boolean; first: string[] };

/** A change, and what it makes of its message. */
interface Step {
  work: Given<Change>;
  change: Change;
  result: Result;
  /** The `rev` of the state it was made from; null where that is the state after the step before in the same message. */
  was: number | null;
}

/** Makes changes, and resolves with what became of each, in their order. Each attempt is one transaction. */
export async function makeChanges(
  database: Connections,
  changes: readonly Given<Change>[],
): Promise<MadeChange[]> {
  const made = new Map<Given<Change>, MadeChange>();
  for (let left = changes; left.length > 0; left = changes.filter((one) => !made.has(one)))
    await attempt(database, left, made);
  return changes.map((work) => made.get(work) ?? { outcome: { refused: "not_found" } });
}

/** The rev that the database answers for a change whose number of the last act is another one. */
const STALE = 0;

/** Makes those of the changes whose messages no other machine changes at the same moment. */
async function attempt(
  database: Connections,
  changes: readonly Given<Change>[],
  made: Map<Given<Change>, MadeChange>,
): Promise<void> {
  const steps = stepsOf(changes, await factsOf(database, changes));
  const revs = await stored(database, steps);
  const messages = new Map<string, { isStale: boolean; rev?: number }>();
  for (const step of steps) {
    const at = keyOfMessage(step.change);
    const known = messages.get(at) ?? { isStale: false };
    messages.set(at, known);
    const rev = step.result.effect === "none" ? known.rev : revs.get(step);
    // What comes behind it in the same message was made from a state that is not there.
    if (rev === null || rev === STALE) known.isStale = true;
    else if (rev !== undefined) known.rev = rev;
    if (rev === STALE) made.set(step.work, { outcome: { refused: "stale" } });
    else if (!known.isStale) made.set(step.work, madeBy(step, known.rev));
  }
}

/** Stores what is to be stored. Its answer has the `rev` of the message after each step, or null where it is to be tried again. */
async function stored(
  database: Connections,
  steps: readonly Step[],
): Promise<Map<Step, number | null>> {
  // The rooms are in one order on every machine, so that no two machines wait for each other's.
  const byRoom = [
    ...Map.groupBy(
      steps.filter(({ result }) => result.effect !== "none"),
      ({ change }) => change.room,
    ),
  ].toSorted(([one], [other]) => (one < other ? -1 : 1));
  if (byRoom.length === 0) return new Map();
  const given = byRoom.map(([room, ofRoom]) => ({ room, states: ofRoom.map(stateOf) }));
  const rows = await database.run<{ rev: number | null }>(CHANGE, [JSON.stringify(given)]);
  const inOrder = byRoom.flatMap(([, ofRoom]) => ofRoom);
  return new Map(inOrder.map((step, n) => [step, rows[n]?.rev ?? null]));
}

/** What `chuan.change` is given of a step. */
export function stateOf({ work, change, result, was }: Step): object {
  const { seq, by, id } = change;
  if (!("message" in result.outcome)) throw new Error("a refused change is not stored");
  const { rev: _, room: _room, ...told } = result.outcome.message;
  const state = {
    seq,
    was,
    acts: work.acts,
    changer: by,
    id,
    ...contentOf(told),
    told: JSON.stringify(told),
    isNew: result.effect === "state",
    isGone: change.kind === "remove",
  };
  if (change.kind !== "react") return state;
  const { emoji, on, name } = change;
  return { ...state, emoji, on, name };
}

function madeBy(
  { change, result: { effect, outcome } }: Step,
  rev: number | undefined,
): MadeChange {
  if (!("message" in outcome)) return { outcome };
  const message = rev === undefined ? outcome.message : { ...outcome.message, rev };
  if (effect !== "state") return { outcome: { message } };
  return { outcome: { message }, news: { message, prev: message.rev - 1, by: change.by } };
}

async function factsOf(
  database: Connections,
  changes: readonly Given<Change>[],
): Promise<FactsRow[]> {
  const asked = changes.map(({ said }, place) => ({ place, ...said }));
  // As many more reactors as may go before the last change is made.
  const most = REACTIONS.first + 1 + changes.length;
  return database.run<FactsRow>(FACTS, [JSON.stringify(asked), most]);
}

const keyOfMessage = ({ room, seq }: Change) => `${room} ${seq}`;

/** What a message is after the steps so far, where that is not what was read. */
interface Ahead {
  message?: Message;
  /** The send keys used, who has reacted with what, and the first who have, by emoji. */
  keys: Set<string>;
  has: Map<string, boolean>;
  first: Map<string, readonly string[]>;
}

/** What each change makes of its message, one after the other. */
function stepsOf(changes: readonly Given<Change>[], rows: readonly FactsRow[]): Step[] {
  const now = Date.now();
  const messages = new Map<string, Ahead>();
  return changes.map((work, n) => {
    const at = keyOfMessage(work.said);
    const ahead = messages.get(at) ?? { keys: new Set(), has: new Map(), first: new Map() };
    messages.set(at, ahead);
    return { work, ...stepFrom(work.said, rows[n], ahead, now) };
  });
}

function stepFrom(
  change: Change,
  row: FactsRow | undefined,
  ahead: Ahead,
  now: number,
): Omit<Step, "work"> {
  const { by, id, room } = change;
  const emoji = change.kind === "react" ? change.emoji : "";
  const first = ahead.first.get(emoji) ?? row?.first ?? [];
  const read = row?.row ? messageOf(row.row, room) : undefined;
  const facts = {
    message: ahead.message ?? read,
    isRepeated: row?.isRepeated === true || ahead.keys.has(`${by} ${id}`),
    has: ahead.has.get(`${by} ${emoji}`) ?? row?.has === true,
    first: first.slice(0, REACTIONS.first + 1),
  };
  const result = applyChange(change, facts, now);
  const was = ahead.message ? null : (read?.rev ?? null);
  if (result.effect === "none") return { change, result, was };
  ahead.keys.add(`${by} ${id}`);
  ahead.message = result.outcome.message;
  if (change.kind === "react" && result.effect === "state") {
    ahead.has.set(`${by} ${emoji}`, change.on);
    ahead.first.set(emoji, change.on ? [...first, by] : first.filter((one) => one !== by));
  }
  return { change, result, was };
}

/** What `chuan.change` is given to remove messages, as they are now. */
export async function statesOf(
  database: Connections,
  removals: readonly Change[],
): Promise<object[]> {
  const works = removals.map((said) => ({ said, acts: undefined }));
  const steps = stepsOf(works, await factsOf(database, works));
  return steps.filter(({ result }) => result.effect !== "none").map(stateOf);
}

const REACTORS = `
  SELECT o.sender AS "from", o.name FROM chuan.reactions o JOIN chuan.rooms r ON r.id = o.room
  WHERE r.name = $1 AND o.seq = $2 AND o.emoji = $3 AND o.number > coalesce((
    SELECT l.number FROM chuan.reactions l
    WHERE l.room = r.id AND l.seq = $2 AND l.emoji = $3 AND l.sender = $4), 0)
  ORDER BY o.number LIMIT $5`;

/** Who reacted to a message, as `Log.reactors` promises it. */
export function readReactors(
  database: Connections,
  { room, seq, emoji }: ReactionPlace,
  after: string | undefined,
  limit: number,
): Promise<Person[]> {
  return database.run<Person>(REACTORS, [room, seq, emoji, after ?? "", limit]);
}

const OWN = `
  SELECT o.seq::float8 AS seq, o.emoji FROM json_to_recordset($3::text::json) AS a(seq bigint, emoji text)
    JOIN chuan.rooms r ON r.name = $1
    JOIN chuan.reactions o ON o.room = r.id AND o.seq = a.seq AND o.emoji = a.emoji AND o.sender = $2`;

/** With which emoji a person reacted, as `Log.reactionsOf` promises it. */
export function readReactionsOf(
  database: Connections,
  from: string,
  room: string,
  asked: readonly OwnReaction[],
): Promise<OwnReaction[]> {
  return database.run<OwnReaction>(OWN, [room, from, JSON.stringify(asked)]);
}
