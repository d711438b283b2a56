/** The checker finds the faults of planted servers: all in one campaign, each in a room of its own, as far as that goes. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { LOBBY } from "../../src/protocol";
import { run } from "./campaign";
import { check, type Faults } from "./checker";
import { oneServer } from "./one-server";
import { type LogFault, type MarkFault, type Planted, plantedSite } from "./planted-site";
import { Random } from "./random";
import type { Records } from "./records";

// On a machine that has much else to do; each blow of a campaign has a deadline of its own.
setDefaultTimeout(300_000);

type Evidence = [kind: keyof Faults, sentence: RegExp];

/** Each fault in the log of a room, and what only it brings about. The last one needs no second person in its room. */
const IN_ROOMS: readonly [LogFault, ...Evidence][] = [
  ["passes changes on out of order", "reordered", /brought rev \d+ after/],
  ["lets an old state win", "differing", /was shown another rev/],
  ["passes on before it stores", "phantoms", /was told of \S+ as \d+, which the log/],
  ["brings removed messages back", "phantoms", /is there again/],
  ["loses every third change", "lost", /acknowledged/],
  ["applies a reaction twice", "doubled", /has \S+ of \d/],
  ["numbers a message twice", "doubled", /the log of \S+ has \S+ of \S+ twice/],
];
const [ROOMS, WITH_TWO] = [IN_ROOMS.length + 1, IN_ROOMS.length];
const roomOf = (n: number) => `room-${n + 1}`;

/** Each fault in the marks of some rooms. */
const IN_MARKS: readonly [MarkFault, (room: string) => boolean, ...Evidence][] = [
  [
    "loses marks that it acknowledged",
    (room) => room.startsWith("~"),
    "lost",
    /the mark of \S+ in ~\S+ is .* (?:acknowledged|set back)/,
  ],
  [
    "lets marks go back by themselves",
    (room) => room === LOBBY,
    "lost",
    /the mark of \S+ in lobby is .* acknowledged/,
  ],
];

/** A campaign on faulty servers. Nobody catches up there, and is waited for only a moment. */
async function recorded(planted: Planted, people: number, rooms: number): Promise<Records> {
  const { records } = await run({
    site: await plantedSite(planted),
    random: new Random(20_261),
    rounds: 1,
    people,
    rooms,
    rate: 60,
    load: 0,
    patience: 500,
    lateness: 0,
    tell: () => {},
  });
  return records;
}

let all: Promise<Records> | undefined;
const allAtOnce = () =>
  (all ??= recorded(
    {
      logs: IN_ROOMS.map(([fault], n) => [roomOf(n), fault]),
      marks: IN_MARKS.map(([fault, isThere]) => [isThere, fault]),
    },
    ROOMS + WITH_TWO,
    ROOMS,
  ));

/** What the checker says of one room. */
function faultsIn(room: string, { people, epochs }: Records): Faults {
  return check({
    people: people.filter((person) => person.room === room),
    own: { selves: [], pairs: [] },
    epochs: epochs.map((epoch) => ({
      ...epoch,
      logs: new Map([...epoch.logs].filter(([name]) => name === room)),
    })),
    texts: new Set(),
  });
}

test.concurrent.each(IN_ROOMS.map((one, n) => [...one, roomOf(n)] as const))(
  "the checker finds a server that %s",
  async (_, kind, sentence, room) => {
    const records = await allAtOnce();
    expect(faultsIn(room, records)[kind].join("\n")).toMatch(sentence);
    // Not in a room of the same server that has no fault.
    expect(faultsIn(LOBBY, records)[kind].join("\n")).not.toMatch(sentence);
  },
);

test.concurrent.each(IN_MARKS.map(([fault, , ...evidence]) => [fault, ...evidence] as const))(
  "the checker finds a server that %s",
  async (_, kind, sentence) => {
    expect(check(await allAtOnce())[kind].join("\n")).toMatch(sentence);
  },
);

test.concurrent("the checker finds a server that compares no number of an act", async () => {
  const planted: Planted = { logs: [[LOBBY, "compares no number of an act"]] };
  const records = await recorded(planted, 2, 1);
  expect(check(records).forbidden.join("\n")).toMatch(/after the (mute|ban)/);
});

test.concurrent("the checker finds a server that forgets what it acknowledged", async () => {
  const course = { people: 2, rounds: 1, patience: 500 };
  const { records } = await oneServer(course, { PLANTED: "forgets what it acknowledged" });
  expect(check(records).lost.join("\n")).toMatch(/was told that \S+ is \d+, which the log/);
});
