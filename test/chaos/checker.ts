/**
 * The one judge of a run. It reads what everybody typed, was acknowledged and was shown, and names
 * what was lost, doubled, reordered, left out or made up, in the manner of Jepsen's set and queue checkers.
 */
import type { Person, Records, Seen } from "./records";

/** Each fault as a sentence. */
export interface Faults {
  /** Acknowledged, but not in the log, or not on somebody's last screen. */
  lost: string[];
  /** One message under two numbers, or brought twice by one connection. */
  doubled: string[];
  /** Not in the order of the log, or not in the order typed. */
  reordered: string[];
  /** A number that was skipped. */
  holes: string[];
  /** Shown or stored, but never typed, not as typed, or not what the log has under that number. */
  phantoms: string[];
}

export function check(records: Records): Faults {
  const faults: Faults = { lost: [], doubled: [], reordered: [], holes: [], phantoms: [] };
  for (const [room, [log = [], ...others]] of records.logs) {
    checkRoom(room, log, records.people, faults);
    for (const other of others) checkSame(room, log, other, faults);
  }
  return faults;
}

export function count(faults: Faults): number {
  return Object.values(faults).flat().length;
}

function checkRoom(room: string, log: Seen[], everybody: Person[], faults: Faults): void {
  const people = everybody.filter((person) => person.room === room);
  const bySeq = new Map(log.map((seen) => [seen.seq, seen]));
  checkList(`the log of ${room}`, log, faults);
  if (log.length > 0 && log[0]?.seq !== 1)
    faults.holes.push(`the log of ${room} does not begin at 1`);
  checkAuthors(`the log of ${room}`, log, people, faults);
  for (const person of people) {
    checkAcknowledged(person, bySeq, faults);
    checkOrderTyped(person, log, faults);
    for (const screen of person.screens) checkScreen(person, screen, bySeq, faults);
    for (const live of person.live) checkLive(person, live, faults);
    checkLastScreen(person, log, faults);
  }
}

/** Every machine shows the identical log. */
function checkSame(
  room: string,
  log: readonly Seen[],
  other: readonly Seen[],
  faults: Faults,
): void {
  const n = log.findIndex((seen, place) => !Bun.deepEquals(seen, other[place]));
  if (n >= 0 || other.length !== log.length)
    faults.reordered.push(
      `two machines have other logs of ${room}, from ${log[n]?.seq ?? "the end"} on`,
    );
}

/** One order, each message once, no number left out. */
function checkList(where: string, list: readonly Seen[], faults: Faults): void {
  const ids = new Set<string>();
  for (const [n, { seq, from, id }] of list.entries()) {
    if (ids.has(`${from} ${id}`)) faults.doubled.push(`${where} has ${id} of ${from} twice`);
    ids.add(`${from} ${id}`);
    const before = list[n - 1]?.seq ?? seq - 1;
    if (seq === before) faults.doubled.push(`${where} has two messages ${seq}`);
    if (seq < before) faults.reordered.push(`${where} has ${seq} after ${before}`);
    if (seq > before + 1) faults.holes.push(`${where} goes from ${before} to ${seq}`);
  }
}

/** What is there was typed by the one it is said to be from, as it stands there. */
function checkAuthors(where: string, log: readonly Seen[], people: Person[], faults: Faults): void {
  const typed = new Map(
    people.flatMap(({ from, typed: all }) => all.map(({ id, txt }) => [`${from} ${id}`, txt])),
  );
  for (const { seq, from, id, txt } of log)
    if (typed.get(`${from} ${id}`) !== txt)
      faults.phantoms.push(
        `${where} has ${JSON.stringify(txt)} as ${seq}, which ${from} never typed`,
      );
}

function checkAcknowledged(person: Person, log: ReadonlyMap<number, Seen>, faults: Faults): void {
  for (const { id, seq } of person.acknowledged) {
    const stored = log.get(seq);
    if (stored?.id !== id || stored.from !== person.from)
      faults.lost.push(`${person.name} was told that ${id} is ${seq}, which the log does not have`);
  }
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
  screen: readonly Seen[],
  log: ReadonlyMap<number, Seen>,
  faults: Faults,
): void {
  checkList(`${person.name}'s screen`, screen, faults);
  for (const { seq, id, from, txt } of screen) {
    const stored = log.get(seq);
    if (stored?.id !== id || stored.from !== from || stored.txt !== txt)
      faults.phantoms.push(`${person.name} was shown ${id} as ${seq}, which the log does not have`);
  }
}

/** A connection brings a room's live messages in rising `seq` (P10), each once (P9). */
function checkLive({ name }: Person, live: readonly number[], faults: Faults): void {
  for (const [n, seq] of live.entries()) {
    const before = live[n - 1] ?? 0;
    if (seq === before) faults.doubled.push(`${name}'s connection brought ${seq} twice`);
    if (seq < before) faults.reordered.push(`${name}'s connection brought ${seq} after ${before}`);
  }
}

/** In the end, everybody has seen everything from where their page began. */
function checkLastScreen({ name, screens }: Person, log: readonly Seen[], faults: Faults): void {
  const screen = screens.at(-1) ?? [];
  const shown = new Set(screen.map(({ seq }) => seq));
  const first = screen[0]?.seq ?? 1;
  for (const { seq, id } of log)
    if (seq >= first && !shown.has(seq))
      faults.lost.push(`${name} was never shown ${id}, which is ${seq}`);
}
