/** Whom a message calls (P24): the sender of what it answers, and everybody whose name stands behind an `@`. */
import { type Call, CALLS, characters, foldName, LOBBY, type Person } from "../../protocol";
import type { Community, Log } from "../../store";
import { Refusal } from "../refusal";
import type { Directory } from "../people/directory";

export interface CallsParts {
  log: Pick<Log, "read">;
  directory: Pick<Directory, "byName">;
  community: Pick<Community, "find">;
}

/** Finds whom a text calls in a room; `re` is the message that it answers. Throws `Refusal` when that was never there. */
export type FindCalls = (room: string, txt: string, re?: number) => Promise<Call[]>;

/** Whether it has to be looked up whom a text calls. */
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
/** A character with all that belongs to it: a name begins and ends with whole ones. */
const CLUSTER = /[^\p{M}\u200c\u200d][\p{M}\u200c\u200d]*|[\p{M}\u200c\u200d]+/gsu;
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

/** The people by the folded form of their names. */
export type ByName = ReadonlyMap<string, readonly Person[]>;

/** The folded forms of all names that may stand behind an `@`. */
function namesIn(txt: string): string[] {
  const folded = (txt.match(CLUSTER) ?? []).map((cluster) => foldName(cluster));
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
  for (const member of members)
    if (!present.has(member.from)) {
      const name = foldName(member.name);
      all.set(name, [...(all.get(name) ?? []), member]);
    }
  return all;
}

/** Whom `txt` calls by name. At each place the longest name that is somebody's counts. */
export function callsIn(txt: string, people: ByName): Call[] {
  const clusters = txt.match(CLUSTER) ?? [];
  const folded = clusters.map((cluster) => foldName(cluster));
  const calls: Call[] = [];
  let places = 0;
  for (let [n, start] = [0, 0]; n < clusters.length && calls.length < CALLS; n += 1) {
    const cluster = clusters[n] ?? "";
    // "ada@example.org" calls nobody.
    const isCall = AT.test(cluster) && characters(cluster) === 1 && !isWithin(clusters[n - 1], "a");
    if (isCall && (places += 1) <= PLACES) {
      const end = longestFrom(clusters, folded, n + 1, people);
      const called = people.get(folded.slice(n + 1, end).join("")) ?? [];
      const to = start + characters(clusters.slice(n, end).join(""));
      if (end > n + 1) calls.push(...called.map(({ from }) => ({ from, start, end: to })));
    }
    start += characters(cluster);
  }
  return calls.slice(0, CALLS);
}

/** The end of the longest name that begins at a cluster, or that cluster where none does. */
function longestFrom(
  clusters: readonly string[],
  folded: readonly string[],
  first: number,
  people: ByName,
): number {
  let [longest, name] = [first, ""];
  for (let next = first; next < Math.min(clusters.length, first + LONGEST); next += 1) {
    name += folded[next];
    if (people.has(name) && isEnd(clusters, next + 1)) longest = next + 1;
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
