import { expect, setDefaultTimeout, test } from "bun:test";
import { rm } from "node:fs/promises";
import { Client } from "../support/client";
import { commandOf } from "../support/compiled";
import { within } from "../support/deadline";
import { quickFolder } from "../support/folder";
import { preparedDatabase } from "../support/postgres";
import { atOnce } from "./at-once";
import { type Campaign, type Outcome, run } from "./campaign";
import { check, type Faults, noFaults } from "./checker";
import { Fleet } from "./fleet";
import { Link } from "./link";
import { Machine } from "./machine";
import { type ChangeFault, isOfChanges, plantedSite } from "./planted-changes";
import type { PersonFault } from "./planted-persons";
import type { Fault } from "./planted-server";
import { Random } from "./random";
import { serve, UNLIMITED } from "../support/server";
import { oneMachine } from "./site";

// On a machine that has much else to do; each blow of a campaign has a deadline of its own.
setDefaultTimeout(300_000);

/** Campaigns at once: of more, each would starve the others, on two cores. */
const inPlace = atOnce(5);

type Course = Pick<Campaign, "people" | "rounds" | "patience"> & Partial<Campaign>;

/** Things done a second, by all together: what befalls the servers lasts for half a minute, and each moment of it has some. */
const RATE = 20;
/** Things done a second where a fault is planted: marks are set by devices, and need few of the people's own. */
const RATES = { change: 50, person: 10 };
/** People on each planted server: so few as can see what one of them does. */
const PEOPLE = { change: 2, person: 3 };
const kindOf = (fault: ChangeFault | PersonFault) => (isOfChanges(fault) ? "change" : "person");

/** A short campaign on a store of its own. */
const campaign = (...course: Parameters<typeof runOne>): Promise<Outcome> =>
  inPlace(() => runOne(...course));

async function runOne(
  { people, rounds, patience, load = 1000, lateness = 0 }: Course,
  env: Record<string, string> = {},
): Promise<Outcome> {
  const server = await commandOf("PLANTED" in env ? "planted-server" : "server");
  const folder = await quickFolder("chuan-chaos-");
  const path = `${folder}/chuan.db`;
  const store = { DATABASE_URL: `sqlite:${path}`, DRAIN_SECONDS: "1" };
  await using machine = new Machine({ ...UNLIMITED, ...store, ...env }, server);
  const outcome = await run({
    site: oneMachine(machine, path),
    random: new Random(20_261),
    rounds,
    people,
    rooms: 2,
    rate: RATE,
    load,
    patience,
    lateness,
    tell: () => {},
  });
  await rm(folder, { recursive: true });
  return outcome;
}

test.concurrent(
  "nothing acknowledged is lost, doubled, reordered or in another state, and nothing is numbered after an act that forbade it (P32), while the server is killed, deployed and restored from a backup, and the network fails",
  async () => {
    const { records, catchingUp, acts } = await campaign({
      people: 4,
      rounds: 2,
      load: 500,
      patience: 30_000,
    });
    expect(check(records)).toEqual(noFaults());
    expect(catchingUp).not.toContain(undefined);
    expect(acts).toBeGreaterThan(1);
  },
);

test.concurrent(
  "nothing acknowledged is lost, doubled, reordered or in another state, and nothing is numbered after an act that forbade it (P32), on three machines that share a database, whatever befalls them, their network to it and the database",
  async () => {
    await using database = await preparedDatabase();
    const random = new Random(20_261);
    await using fleet = await Fleet.of({
      databaseUrl: database.direct,
      machines: 3,
      env: { ...UNLIMITED, DRAIN_SECONDS: "1" },
      random,
      outage: 500,
      server: await commandOf("server"),
    });
    const onThree = () =>
      run({
        site: fleet,
        random,
        rounds: 2,
        people: 4,
        rooms: 2,
        rate: RATE,
        load: 300,
        patience: 30_000,
        lateness: 0,
        tell: () => {},
      });
    const { records, catchingUp, acts } = await inPlace(onThree);
    expect(check(records)).toEqual(noFaults());
    expect(catchingUp).not.toContain(undefined);
    expect(acts).toBeGreaterThan(1);
  },
);

test.concurrent.each<[Fault, keyof Faults]>([
  ["forgets what it acknowledged", "lost"],
  ["numbers a message twice", "doubled"],
  ["passes on before it stores", "phantoms"],
])("the checker finds a server that %s", async (fault, kind) => {
  const course = { people: 3, rounds: 1, patience: 1000 };
  const { records } = await campaign(course, { PLANTED: fault });
  expect(check(records)[kind]).not.toEqual([]);
});

test.concurrent.each<[ChangeFault | PersonFault, keyof Faults, RegExp]>([
  ["loses every third change", "lost", /acknowledged/],
  ["applies a reaction twice", "doubled", /has \S+ of \d/],
  ["passes changes on out of order", "reordered", /brought rev \d+ after/],
  ["lets an old state win", "differing", /a fresh reader has/],
  ["brings removed messages back", "phantoms", /is there again/],
  ["compares no number of an act", "forbidden", /after the (mute|ban)/],
  ["loses marks that it acknowledged", "lost", /the mark of .* was (?:acknowledged|set back)/],
  ["lets marks go back by themselves", "lost", /the mark of .* was acknowledged/],
])("the checker finds a server that %s", async (fault, kind, sentence) => {
  const { records } = await inPlace(async () =>
    run({
      site: await plantedSite(fault),
      random: new Random(20_261),
      rounds: 1,
      people: PEOPLE[kindOf(fault)],
      rooms: 1,
      rate: RATES[kindOf(fault)],
      load: 0,
      patience: 3000,
      lateness: 0,
      tell: () => {},
    }),
  );
  expect(check(records)[kind].join("\n")).toMatch(sentence);
});

test.concurrent(
  "who is only late in the end is waited for, and not taken for somebody who lost a message",
  async () => {
    const course = { people: 3, rounds: 1, load: 200, patience: 0, lateness: 30_000 };
    const { records, catchingUp } = await campaign(course);
    expect(catchingUp).toEqual([undefined, undefined, undefined]);
    for (const { typed, acknowledged, forbidden } of records.people) {
      const settled = new Set([...acknowledged.map(({ id }) => id), ...forbidden]);
      expect(typed.filter(({ id }) => !settled.has(id))).toEqual([]);
    }
    expect(check(records)).toEqual(noFaults());
  },
);

test.concurrent(
  "P8: an acknowledgement cut off after the commit, five times, leaves one message with one number",
  async () => {
    await using server = await serve();
    await using link = await Link.open(() => Number(new URL(server.url).port));
    await using lin = await Client.connect(server.url);
    const auth = { key: "the key of ada.." };
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      await using ada = await Client.connect(link.url, "websocket", auth);
      const swallowed = link.silence("down");
      ada.tell("chuan", { name: "ada", txt: "once" }, { id: "ada-1" }, () => {
        throw new Error("the acknowledgement was to be cut off");
      });
      await within(20_000, "the acknowledgement on its way", swallowed);
      link.cut();
      link.heal();
    }
    await using ada = await Client.connect(link.url, "websocket", auth);
    const reply = await ada.say("once", { id: "ada-1" });
    expect(reply).toMatchObject({ ok: true, meta: { seq: 1, id: "ada-1" } });
    expect((await lin.message()).msg.txt).toBe("once");
    expect(await lin.unread()).toBe(0);
    expect(await lin.log("lobby")).toHaveLength(1);
  },
);
