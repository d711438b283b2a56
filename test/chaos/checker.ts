/**
 * The one judge of a run. It reads what everybody asked for, was acknowledged and was shown, and names what was lost,
 * doubled, reordered, left out, made up, or is in another state, in the manner of Jepsen's set and queue checkers.
 */
import { checkActs } from "./checker-acts";
import { checkChanges } from "./checker-changes";
import { checkList, checkOrder, checkRising } from "./checker-order";
import { checkOwn } from "./checker-own";
import { checkErased, checkFinalStates, checkScreenStates } from "./checker-states";
import { checkWanted } from "./checker-wanted";
import { dueIn, type Due, restoredIn } from "./due";
import type { Epoch, Person, Records, Screen, Seen, Told } from "./records";

/** Each fault as a sentence. */
export interface Faults {
  /** Acknowledged, but not in the log, or not on somebody's last screen. */
  lost: string[];
  /** One message under two numbers, brought twice by one connection, or one change that counts twice. */
  doubled: string[];
  /** Not in the order of the log, or not in the order asked for. */
  reordered: string[];
  /** A number that was skipped. */
  holes: string[];
  /** Shown or stored, but never asked for, not as asked for, removed before, or not what the log has under that number. */
  phantoms: string[];
  /** A message that is in another state than the log has, on a screen or on another machine. */
  differing: string[];
  /** Said or changed after an act that forbade it. */
  forbidden: string[];
}

export const noFaults = (): Faults => ({
  lost: [],
  doubled: [],
  reordered: [],
  holes: [],
  phantoms: [],
  differing: [],
  forbidden: [],
});

export function check(records: Records): Faults {
  const faults = noFaults();
  const dues = dueIn(records);
  for (const [n, epoch] of records.epochs.entries())
    for (const [room, [log = [], ...others]] of epoch.logs) {
      const people = records.people.filter((person) => person.room === room);
      checkRoom({ room, log, people, epoch, due: dues[n]! }, faults);
      for (const other of others) checkSame(room, log, other, faults);
    }
  checkEnd(records, dues.at(-1)!, faults);
  return faults;
}

export function count(faults: Faults): number {
  return Object.values(faults).flat().length;
}

/** One room's log in one epoch, and the people who were in it. */
export interface RoomRecords {
  room: string;
  log: readonly Seen[];
  people: readonly Person[];
  epoch: Epoch;
  /** What has to be there. */
  due: Due;
}

function checkRoom(records: RoomRecords, faults: Faults): void {
  const { room, log, people, epoch } = records;
  const bySeq = new Map(log.map((seen) => [seen.seq, seen]));
  checkList(`the log of ${room}`, log, faults);
  if (log.length > 0 && log[0]?.seq !== 1)
    faults.holes.push(`the log of ${room} does not begin at 1`);
  checkAuthors(`the log of ${room}`, log, people, faults);
  checkChanges(records, faults);
  checkActs(records, faults);
  for (const person of people) {
    checkAcknowledged(person, bySeq, records.due, faults);
    checkOrderTyped(person, log, faults);
    checkTold(person, epoch.id, bySeq, faults);
    const screens = person.screens.filter((screen) => screen.epoch === epoch.id);
    for (const screen of screens) checkScreen(person, screen, bySeq, faults);
  }
}

/** What everybody has in the end: the last screens, and what is left of removed texts. */
function checkEnd({ people, own, epochs, texts }: Records, due: Due, faults: Faults): void {
  const { id: epoch, logs } = epochs.at(-1)!;
  checkOwn(own, epochs, faults);
  const restored = restoredIn(people, epoch, due);
  for (const person of people) {
    const log = logs.get(person.room)?.[0] ?? [];
    for (const live of person.live) checkLive(person, live, faults);
    checkLastScreen(person, log, faults);
    checkFinalStates(person, log, faults);
    checkWanted(person, { epoch, log, restored }, epochs, faults);
  }
  checkErased(texts, [...logs.values()], faults);
}

const nameOf = (seen: Seen | undefined) => `${seen?.seq} ${seen?.from} ${seen?.id}`;

/** Every machine shows the identical log. */
function checkSame(
  room: string,
  log: readonly Seen[],
  other: readonly Seen[],
  faults: Faults,
): void {
  const length = Math.max(log.length, other.length);
  for (let n = 0; n < length; n += 1) {
    const where = `two machines have other logs of ${room}, at ${log[n]?.seq ?? "the end"}`;
    if (nameOf(log[n]) !== nameOf(other[n])) return void faults.reordered.push(where);
    if (!Bun.deepEquals(log[n], other[n])) faults.differing.push(where);
  }
}

/** What is there was typed by the person it is said to be from. */
function checkAuthors(
  where: string,
  log: readonly Seen[],
  people: readonly Person[],
  faults: Faults,
): void {
  const typed = new Map(
    people.flatMap(({ from, typed: all }) => all.map((one) => [`${from} ${one.id}`, one])),
  );
  for (const { seq, from, id, txt, re, edited, gone, notice } of log) {
    // An act is no text that somebody typed.
    if (notice) continue;
    const one = typed.get(`${from} ${id}`);
    const isAsTyped = one?.txt === txt || edited !== undefined || gone !== undefined;
    if (!one || !isAsTyped || one.re !== re)
      faults.phantoms.push(
        `${where} has ${JSON.stringify(txt)} as ${seq}, which ${from} never typed`,
      );
  }
}

function checkAcknowledged(
  person: Person,
  log: ReadonlyMap<number, Seen>,
  due: Due,
  faults: Faults,
): void {
  for (const { id, seq, rev } of person.acknowledged.filter((one) => due.has(one))) {
    const stored = log.get(seq);
    if (stored?.id !== id || stored.from !== person.from)
      faults.lost.push(`${person.name} was told that ${id} is ${seq}, which the log does not have`);
    else if (stored.rev < rev)
      faults.lost.push(`${person.name} was told rev ${rev} of ${seq}, and there is ${stored.rev}`);
  }
}

/** No connection brings a message that the log does not have: it would have been passed on before it was stored. */
function checkTold(
  { name, live }: Person,
  epoch: string,
  log: ReadonlyMap<number, Seen>,
  faults: Faults,
): void {
  for (const { id, seq } of live.flat().filter((told) => told.epoch === epoch))
    if (log.get(seq)?.id !== id)
      faults.phantoms.push(`${name} was told of ${id} as ${seq}, which the log does not have`);
}

function checkOrderTyped(
  { name, from, typed }: Person,
  log: readonly Seen[],
  faults: Faults,
): void {
  const order = new Map(typed.map(({ id }, n) => [id, n]));
  const stored = log.filter((seen) => seen.from === from).map(({ id }) => order.get(id) ?? -1);
  for (const [n, place] of stored.entries())
    if (place < (stored[n - 1] ?? -1))
      faults.reordered.push(`${name}'s message ${place} came late`);
}

function checkScreen(
  person: Person,
  { above, messages }: Screen,
  log: ReadonlyMap<number, Seen>,
  faults: Faults,
): void {
  const all = [...above, ...messages];
  checkOrder(`${person.name}'s screen`, all, faults);
  for (const { seq, id, from } of all) {
    const stored = log.get(seq);
    if (stored?.id !== id || stored.from !== from)
      faults.phantoms.push(`${person.name} was shown ${id} as ${seq}, which the log does not have`);
  }
  checkScreenStates(person, messages, log, faults);
}

/**
 * A connection brings a room's new messages in rising `seq`, each once (P9, P10), and all that happens in rising
 * `rev` (P22).
 */
function checkLive({ name }: Person, live: readonly Told[], faults: Faults): void {
  const said = live.filter(({ isChange }) => !isChange).map(({ seq }) => seq);
  checkRising(`${name}'s connection`, "", said, faults);
  const revs = live.map(({ rev }) => rev);
  checkRising(`${name}'s connection`, "rev ", revs, faults);
}

/** In the end, everybody has seen everything from where their page began. */
function checkLastScreen({ name, screens }: Person, log: readonly Seen[], faults: Faults): void {
  const { above = [], messages = [] } = screens.at(-1) ?? {};
  const screen = [...above, ...messages];
  const shown = new Set(screen.map(({ seq }) => seq));
  const first = screen[0]?.seq ?? 1;
  for (const { seq, id } of log)
    if (seq >= first && !shown.has(seq))
      faults.lost.push(`${name} was never shown ${id}, which is ${seq}`);
}
