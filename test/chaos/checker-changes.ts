/** Judges the changes of a room: what was acknowledged is there, once, in the order asked for, and nothing else. */
import type { Faults, RoomRecords } from "./checker";
import { describe } from "./checker-states";
import type { Answered, Asked, Person, Seen } from "./records";

/** A change that somebody asked for, and the answer, once it came. */
interface Change extends Asked {
  by: Person;
  answer?: Answered | undefined;
  /** Whether it was acknowledged in this log, or in time for its backup. */
  isDue: boolean;
}

const FIRST = 8;

export function checkChanges(records: RoomRecords, faults: Faults): void {
  const changes = changesByMessage(records);
  for (const seen of records.log) {
    const all = changes.get(nameOf(seen)) ?? [];
    for (const change of all) checkAnswer(change, seen, faults);
    const own = all.filter(({ by }) => by.from === seen.from);
    checkRemoval(own, seen, faults);
    if (seen.gone) continue;
    checkText(own, seen, faults);
    checkReactions(all, seen, faults);
  }
  checkCount(records, faults);
}

const nameOf = ({ from, id }: Pick<Seen, "from" | "id">) => `${from} ${id}`;

function changesByMessage({ people, due }: RoomRecords): Map<string, Change[]> {
  const all = people.flatMap((by) => {
    const answers = new Map(by.answered.map((answer) => [answer.id, answer]));
    return by.asked.map((asked): Change => {
      const answer = answers.get(asked.id);
      const isDue = answer?.message !== undefined && due.has(answer);
      return { ...asked, by, answer, isDue };
    });
  });
  return Map.groupBy(all, ({ target }) => nameOf(target));
}

/** What was acknowledged is the state that is there, or an earlier one. */
function checkAnswer({ by, answer, isDue, wish }: Change, seen: Seen, faults: Faults): void {
  const told = answer?.message;
  if (!told || !isDue) return;
  const what = `${by.name}'s ${wish.kind} of ${seen.seq} was acknowledged with ${describe(told)}`;
  if (seen.rev < told.rev) faults.lost.push(`${what}, and there is ${describe(seen)}`);
  if (seen.rev === told.rev && !Bun.deepEquals(seen, told))
    faults.differing.push(`${what}, and there is ${describe(seen)}`);
}

/** A message is gone when its sender has removed it, and then has nothing that anybody wrote into it. */
function checkRemoval(own: readonly Change[], seen: Seen, faults: Faults): void {
  const removals = own.filter(({ wish }) => wish.kind === "remove");
  const { seq, gone, txt, reactions, calls } = seen;
  if (!gone && removals.some(({ isDue }) => isDue))
    faults.phantoms.push(`${seq} was removed and is there again: ${describe(seen)}`);
  if (gone && (removals.length === 0 || gone.by !== seen.from))
    faults.phantoms.push(`${seq} is gone, which its sender never asked for`);
  if (gone && (txt !== "" || reactions || calls))
    faults.phantoms.push(`${seq} is gone and still has ${describe({ ...seen, gone: undefined! })}`);
}

/** The text is that of the last edit that was acknowledged, or of one that was asked for later. */
function checkText(own: readonly Change[], seen: Seen, faults: Faults): void {
  const edits = own.flatMap((change) =>
    change.wish.kind === "edit" ? [{ txt: change.wish.txt, isDue: change.isDue }] : [],
  );
  const last = edits.findLastIndex(({ isDue }) => isDue);
  const there = edits.findIndex(({ txt }) => txt === seen.txt);
  const what = `${seen.seq} is ${describe(seen)}`;
  if (seen.edited !== undefined && there < 0)
    return void faults.phantoms.push(`${what}, which its sender never wrote`);
  if (last < 0 || there >= last) return;
  const kind = there < 0 ? "lost" : "reordered";
  faults[kind].push(`${what}, after the acknowledged edit ${JSON.stringify(edits[last]?.txt)}`);
}

/** Every person who reacted so, once, and nobody else. */
function checkReactions(all: readonly Change[], seen: Seen, faults: Faults): void {
  const there = new Map((seen.reactions ?? []).map((one) => [one.emoji, one]));
  const asked = Map.groupBy(
    all.flatMap(({ wish, ...change }) => (wish.kind === "react" ? [{ ...change, wish }] : [])),
    ({ wish }) => wish.emoji,
  );
  for (const emoji of new Set([...there.keys(), ...asked.keys()])) {
    const { count = 0, from = [] } = there.get(emoji) ?? {};
    const states = statesOf(asked.get(emoji) ?? []);
    const may = [...states].flatMap(([person, state]) => (state === "off" ? [] : [person]));
    const must = [...states].flatMap(([person, state]) => (state === "on" ? [person] : []));
    const others = from.filter((one) => !may.includes(one));
    const what = `${seen.seq} has ${emoji} of ${count} (${from.join(", ")})`;
    if (new Set(from).size < from.length) faults.doubled.push(what);
    else if (others.some((one) => !states.has(one)))
      faults.phantoms.push(`${what}, not all of whom ever reacted so`);
    else if (others.length > 0) faults.lost.push(`${what}, of whom some took it back`);
    else if (count > may.length) faults.doubled.push(`${what}, and only ${may.length} reacted so`);
    if (count < must.length || (count <= FIRST && must.some((one) => !from.includes(one))))
      faults.lost.push(`${what}, of ${must.length} whose reaction was acknowledged`);
    if (from.length !== Math.min(count, FIRST))
      faults.differing.push(`${what}, which is not as many as are named`);
  }
}

/** Whether each person has reacted, as far as that is known: what was asked for after the last answer may be stored or not. */
function statesOf(
  changes: readonly (Change & { wish: { on: boolean } })[],
): Map<string, "on" | "off" | "unknown"> {
  const byPerson = Map.groupBy(changes, ({ by }) => by.from);
  return new Map(
    [...byPerson].map(([person, own]) => {
      const last = own.findLastIndex(({ isDue }) => isDue);
      const known = own[last]?.wish.on ?? false;
      const isSure = own.slice(last + 1).every(({ wish }) => wish.on === known);
      return [person, isSure ? (known ? "on" : "off") : "unknown"];
    }),
  );
}

/** A room counts no more than was said and changed in it. */
function checkCount({ room, log, people }: RoomRecords, faults: Faults): void {
  const most = log.length + people.reduce((sum, { asked }) => sum + asked.length, 0);
  const highest = Math.max(0, ...log.map(({ rev }) => rev));
  if (highest > most)
    faults.doubled.push(`${room} counts ${highest}, and only ${most} things were asked for`);
}
