/** The people a message calls (P24): the sender of what it answers, and everybody whose name follows an `@`. */
import { type Call, CALLS, characters, foldName, LOBBY, type Person } from "../../protocol";
import type { Community, Log } from "../../store";
import { Refusal } from "../refusal";
import type { Directory } from "../people/directory";
import { byReading, clustersOf, readingOf } from "../people/readings";

export interface CallsParts {
  log: Pick<Log, "read">;
  directory: Pick<Directory, "byName">;
  community: Pick<Community, "find">;
}

/** Finds the people that a text calls in a room; `re` is the message that it answers. Throws `Refusal` when that was never there. */
export type FindCalls = (room: string, txt: string, re?: number) => Promise<Call[]>;

/** Whether the people that a text calls have to be looked up. */
export function mayCall(txt: string, re?: number): boolean {
  return re !== undefined || /[@＠]/.test(txt);
}

/** Finds calls among the people in the room, on every machine, and its members. */
export function createFindCalls({ log, directory, community }: CallsParts): FindCalls {
  async function answered(room: string, re: number): Promise<Call[]> {
    const { head, messages } = await log.read(room, { after: re - 1, before: re + 1, limit: 1 });
    if (re > head) throw new Refusal("not_found", `there is no message ${re} to answer`);
    return messages.map(({ from }) => ({ from }));
  }

  async function byName(room: string, txt: string): Promise<ByName> {
    const here = directory.byName(room);
    const names = room === LOBBY ? [] : namesIn(txt);
    if (names.length === 0) return here;
    const members = await community.find(room, { names }, MEMBERS);
    return withMembers(await here, members);
  }

  return async (room, txt, re) => {
    const calls = re === undefined ? [] : await answered(room, re);
    const named = /[@＠]/.test(txt) ? callsIn(txt, await byName(room, txt)) : [];
    return [...calls, ...named].slice(0, CALLS);
  };
}

const WORD = /^[\p{L}\p{N}]/u;
/** Scripts that write no space between words: there a name may be followed by anything. */
const UNSPACED =
  /^[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Khmer}\p{scx=Lao}\p{scx=Mymr}]/u;
const AT = /^[@＠]/;
/** What joins two parts of one name, as in `ada-lovelace`; at its end it is the sentence's. */
const JOINT = /^[-_]$/;
/** Characters that a name may have, each a cluster of its own at most. */
const LONGEST = 40;
/** Places in one text at which names are looked for. */
const PLACES = 400;

/** Places at which names of members are looked for, and members who are found. */
const [MEMBER_PLACES, MEMBERS] = [CALLS, 200];

/** Whether both clusters are of one word, so that no name begins or ends between them. */
const isWithin = (one = "", other = "") =>
  [one, other].every((cluster) => WORD.test(cluster) && !UNSPACED.test(cluster));

/** People by the ways in which their names are called. */
export type ByName = ReadonlyMap<string, readonly Person[]>;

/** The folded forms of all names that may stand behind an `@`. */
function namesIn(txt: string): string[] {
  const folded = clustersOf(txt).map((cluster) => foldName(cluster));
  const places = [...folded.keys()].filter((n) => AT.test(folded[n] ?? ""));
  const names = places.slice(0, MEMBER_PLACES).flatMap((place) => {
    const behind = folded.slice(place + 1, place + 1 + LONGEST);
    return behind.map((_, n) => behind.slice(0, n + 1).join(""));
  });
  return [...new Set(names)];
}

/** `here` with the members who are not here. */
function withMembers(here: ByName, members: readonly Person[]): ByName {
  if (members.length === 0) return here;
  const present = new Set([...here.values()].flat().map(({ from }) => from));
  const all = new Map(here);
  const away = byReading(members.filter(({ from }) => !present.has(from)));
  for (const [name, people] of away) all.set(name, [...(all.get(name) ?? []), ...people]);
  return all;
}

/** The people that `txt` calls by name. At each place the longest name that is somebody's counts. */
export function callsIn(txt: string, people: ByName): Call[] {
  const clusters = clustersOf(txt);
  const calls: Call[] = [];
  let places = 0;
  for (let [n, start] = [0, 0]; n < clusters.length && calls.length < CALLS; n += 1) {
    const cluster = clusters[n] ?? "";
    // "ada@example.org" calls nobody.
    const isCall = AT.test(cluster) && characters(cluster) === 1 && !isWithin(clusters[n - 1], "a");
    if (isCall && (places += 1) <= PLACES) {
      const { end, called } = longestFrom(clusters, n + 1, people);
      const to = start + characters(clusters.slice(n, end).join(""));
      for (const from of called) calls.push({ from, start, end: to });
    }
    start += characters(cluster);
  }
  return calls.slice(0, CALLS);
}

/** The longest name that begins at a cluster, and whose it is; none that ends there where none does. */
function longestFrom(
  clusters: readonly string[],
  first: number,
  people: ByName,
): { end: number; called: ReadonlySet<string> } {
  let longest = { end: first, called: new Set<string>() };
  let [small, capital] = ["", ""];
  for (let next = first; next < Math.min(clusters.length, first + LONGEST); next += 1) {
    const reading = readingOf(clusters[next] ?? "");
    small += reading[0];
    capital += reading[1];
    const those = [people.get(small), people.get(capital)].flatMap((all) => all ?? []);
    if (those.length > 0 && isEnd(clusters, next + 1))
      longest = { end: next + 1, called: new Set(those.map(({ from }) => from)) };
  }
  return longest;
}

/** Whether a word may end before a cluster. */
function isEnd(clusters: readonly string[], end: number): boolean {
  let next = end;
  while (JOINT.test(clusters[next] ?? "")) next += 1;
  return !(
    isWithin(clusters[end - 1], clusters[end]) ||
    (next > end && isWithin("a", clusters[next]))
  );
}
