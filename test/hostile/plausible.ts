/** Packets of every event, with fields that are often valid: they get past the schemas, to what events do. */
import { requests } from "../../src/protocol/schemas";
import { type Chance, oneOf } from "./mutations";

const EVENTS = Object.keys(requests);
/** Of all fields, an event takes its own. */
const FIELDS: Record<string, readonly unknown[]> = {
  room: ["lobby", "designers", "~server", "~icon", "~faces", "~nobody-knows-this"],
  name: ["mallory", "ada", "MALLORY", "mаllory", "👍", "a\u200db"],
  txt: ["hello", "@mallory", "`", "x".repeat(4000), "😀".repeat(4000)],
  seq: [0, 1, 2, 3, 1e15],
  since: [0, 1, 1e15],
  before: [1, 5, 1e15],
  after: [0, 3],
  limit: [1, 50],
  emoji: ["👍", "👩‍👩‍👧", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "x"],
  on: [true, false],
  re: [1, 2, 1e15],
  id: ["1", "a".repeat(16), "x".repeat(64)],
  rank: ["member", "moderator", "owner"],
  title: ["Designers", "‮sregiseD", "x".repeat(60)],
  topic: ["", "all of it"],
  locked: [true, false],
  listed: [true, false],
  days: [0, 1, 30],
  hours: [1, 24],
  minutes: [1, 1440],
  uses: [1, 1000],
  skip: [0, 50, 1e15],
  reason: ["", "because"],
  outcome: ["acted", "nothing"],
  level: ["all", "calls", "none"],
  unread: [true, false],
  direct: ["everybody", "nobody", "members"],
  lastSeen: [true, false],
  messages: [true, false],
  key: ["a key that mallory made for himself", "another key of mallory's own"],
  token: ["a".repeat(22), "_".repeat(22)],
  q: ["", "a", "林"],
  address: [true, false],
  icon: [null, "a".repeat(22)],
};

/** Fields of which many events take one at most. */
const RARE = new Set(["title", "since", "before", "after"]);

/** An event whose request has most fields. `people` are ids of people who are there. */
export function plausible(chance: Chance, people: readonly string[]): string {
  const event = oneOf(chance, EVENTS);
  const fields = { ...FIELDS, from: people.length > 0 ? people : ["nobody-is-called"] };
  const request = Object.fromEntries(
    Object.entries(fields)
      .filter(([name]) => chance() < (RARE.has(name) ? 0.2 : 0.8))
      .map(([name, values]) => [name, oneOf(chance, values)]),
  );
  return `42${Math.floor(chance() * 99)}${JSON.stringify([event, request])}`;
}
