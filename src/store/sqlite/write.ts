/** What a commit writes: messages and changes, in the order in which they came, within one transaction. */
import { applyChange, type Change, removed, type Result } from "../changes";
import { contentOf, messageOf } from "../columns";
import type { Message } from "../../protocol";
import { REACTIONS } from "../../protocol";
import type { Draft, News, Work, Worked } from "../log";
import type { ChangeStatements } from "./change-statements";
import type { RoomRow, Statements } from "./sqlite-statements";

/** What became of a piece of work, and what to tell those who follow the room, if anything. */
export type WriteOutcome = { message: Message; news?: News } | (Worked & { news?: undefined });

const STALE: WriteOutcome = { refused: "stale" };

/** Stores a group. Each of its rooms is read once and written once, however much happens in it. */
export function storeAll(
  statements: Statements,
  changes: ChangeStatements,
  group: readonly Work[],
): WriteOutcome[] {
  const now = Date.now();
  const places = new Map<string, RoomRow>();

  function placeIn(room: string): RoomRow {
    const known =
      places.get(room) ?? statements.place.get({ room }) ?? statements.found.get({ room });
    if (!known) throw new Error("the room was not made");
    places.set(room, known);
    return known;
  }

  const stored = group.map(({ said, acts }): WriteOutcome => {
    if (!("kind" in said)) {
      const place = placeIn(said.room);
      return acts === undefined || acts === place.acts
        ? storeOne(statements, said, place, now)
        : STALE;
    }
    const place = places.get(said.room) ?? statements.place.get({ room: said.room });
    if (!place) return { refused: "not_found" };
    places.set(said.room, place);
    return acts === undefined || acts === place.acts ? changeOne(changes, said, place, now) : STALE;
  });
  for (const { id, head, at, changes: count } of places.values())
    statements.advance.run({ id, head, at, changes: count });
  return stored;
}

/** Stores a message at the next place in its room, unless it is known. */
function storeOne(statements: Statements, draft: Draft, place: RoomRow, now: number): WriteOutcome {
  if (place.keysUntil > now) {
    const retired = retiredAs(statements, draft, place, now);
    if (retired) return { message: retired };
  }
  const seq = place.head + 1;
  const rev = seq + place.changes;
  // A clock that is set back does not take a room's messages back in time.
  const message = { ...draft, seq, at: Math.max(place.at, now), rev };
  const { changes } = statements.insert.run({ ...message, ...contentOf(draft), place: place.id });
  if (changes === 0) return { message: knownAs(statements, draft, place) };
  place.head = seq;
  place.at = message.at;
  return { message, news: { prev: rev - 1 } };
}

function knownAs({ known }: Statements, { room, from, id }: Draft, place: RoomRow): Message {
  const row = known.get({ room: place.id, from, id });
  if (!row) throw new Error("the message was neither stored nor known");
  return messageOf(row, room);
}

/** A message that was removed for its age, as the reply has it when its sender sends it again (P23). */
function retiredAs(
  { retired }: Statements,
  draft: Draft,
  place: RoomRow,
  now: number,
): Message | undefined {
  const { from, id } = draft;
  const known = retired.get({ room: place.id, from, id, now });
  const rev = place.head + place.changes;
  return known ? removed({ ...draft, ...known, rev }, { at: known.at }) : undefined;
}

/** Changes a message, unless there is nothing to change. */
function changeOne(
  statements: ChangeStatements,
  change: Change,
  place: RoomRow,
  now: number,
): WriteOutcome {
  const { effect, outcome } = resultOf(statements, change, place, now);
  if (effect === "none") return outcome;
  const { id, head } = place;
  const { seq, by } = change;
  statements.keep.run({ place: id, seq, by, id: change.id });
  if (effect === "key") return outcome;
  const prev = head + place.changes;
  const rev = prev + 1;
  const message = { ...outcome.message, rev };
  statements.state.run({ place: id, seq, rev, changer: by, ...contentOf(message) });
  statements.turn.run({ place: id, head, rev });
  if (change.kind === "remove") statements.clear.run({ place: id, seq });
  if (change.kind === "react") {
    const reaction = { place: id, seq, emoji: change.emoji, by };
    if (change.on) statements.react.run({ ...reaction, name: change.name, number: rev });
    else statements.unreact.run(reaction);
  }
  place.changes += 1;
  return { message, news: { prev, by } };
}

function resultOf(
  statements: ChangeStatements,
  change: Change,
  { id: place }: RoomRow,
  now: number,
): Result {
  const { seq, by, id, room } = change;
  const row = statements.message.get({ place, seq });
  const isRepeated = statements.isRepeated.get({ place, seq, by, id }) !== null;
  const emoji = change.kind === "react" ? change.emoji : "";
  const first = statements.reactors.all({
    place,
    seq,
    emoji,
    after: 0,
    limit: change.kind === "react" ? REACTIONS.first + 1 : 0,
  });
  const facts = {
    message: row ? messageOf(row, room) : undefined,
    isRepeated,
    has: statements.has.get({ place, seq, emoji, by }) !== null,
    first: first.map(({ from }) => from),
  };
  return applyChange(change, facts, now);
}
