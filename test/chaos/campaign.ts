/**
 * People who say and change things without pause while their server is killed, deployed, and their network fails. The
 * same seed gives the same people the same faults in the same order.
 */
import type { Welcome } from "../../src/protocol";
import { Client } from "../support/client";
import { until } from "../support/until";
import { act, TEXT } from "./acts";
import { Company } from "./company";
import { Keeper } from "./keeper";
import { Link } from "./link";
import { Participant } from "./participant";
import { Random } from "./random";
import type { Epoch, Records } from "./records";
import { asToldToAll } from "./seen";
import type { Site } from "./site";

export interface Campaign {
  site: Site;
  random: Random;
  /** How many rounds of failures, deploys and restores there are. */
  rounds: number;
  people: number;
  rooms: number;
  /** Things done a second, by all together. */
  rate: number;
  /** Milliseconds of acting in a round, before the first failure. */
  load: number;
  /** Milliseconds after a blow within which everybody should have all that was done before its end. */
  patience: number;
  /** Milliseconds for which people who are late in the end are still waited for: what is missing after them is lost. */
  lateness: number;
  /** Is told how each round went. */
  tell: (line: string) => void;
}

export interface Outcome {
  records: Records;
  /** Milliseconds from the end of each blow, of all, and of all on both devices, until everybody had everything; undefined where that took too long. */
  catchingUp: (number | undefined)[];
  /** How often somebody was muted, banned or pardoned. */
  acts: number;
}

const TICK = 20;
/** Things done in one tick at most. */
const MOST_AT_ONCE = 20;
/** Things that wait for an answer, with which a person does no more: on a busy machine they would become more without end. */
const MOST_WAITING = 60;
/** How many times the patience two devices of a person have until both have the same: each tells what was read once in two seconds at most. */
const TO_AGREE = 2;
const DISTURBANCES = ["cut", "slow", "silent", "deaf", "reload"] as const;

/** Runs a campaign on a site that has not been started, and ends all its machines. Also when it fails, nobody acts or connects after it. */
export async function run(campaign: Campaign): Promise<Outcome> {
  const { site, rounds, tell, patience, lateness } = campaign;
  await site.crown();
  await site.start();
  await using crowd = await gather(campaign);
  const catchingUp: Outcome["catchingUp"] = [];
  using acting = new Acting(campaign, crowd.people);
  // A failure of a server that nobody has used yet proves nothing.
  await until("an acknowledgement to everybody", () =>
    crowd.people.every(({ record }) => record.acknowledged.length > 0),
  );
  using keeper = new Keeper(site, new Random(campaign.random.between(0, 1e6)), crowd.people);
  await using company = await Company.gather(campaign, crowd.people);
  keeper.act();
  await until("an act", () => keeper.done > 0);
  for (let round = 1; round <= rounds; round += 1) {
    keeper.act();
    await disturb(campaign, crowd.people);
    for (const { what, strike } of site.blows(round)) {
      keeper.act();
      await strike();
      await keeper.rest();
      const took = await caughtUp(crowd.people, patience);
      tell(`round ${round}: after ${what}, ${inTime(took, patience)}`);
      catchingUp.push(took);
    }
  }
  acting.stop();
  await Promise.all([company.stop(), ...crowd.people.map((person) => person.done())]);
  const took = await caughtUp(crowd.people, patience);
  const agreed = await company.agreed(TO_AGREE * patience);
  catchingUp.push(took, agreed);
  if (took === undefined) await caughtUp(crowd.people, lateness);
  if (agreed === undefined) await company.agreed(lateness);
  for (const person of crowd.people) person.leave();
  const last = await audit(campaign);
  const { own, said, logs } = await company.leave(site, keeper.bans, last.id);
  const people = [...crowd.people.map(({ record }) => record), ...said];
  const epochs = [...site.replaced(), { ...last, logs: new Map([...last.logs, ...logs]) }];
  const texts = new Set((await site.remains()).match(TEXT));
  return { records: { people, own, epochs, texts }, catchingUp, acts: keeper.done };
}

function inTime(took: number | undefined, patience: number): string {
  return took === undefined
    ? `not caught up within ${patience} ms`
    : `caught up within ${took.toFixed(0)} ms`;
}

interface Crowd extends AsyncDisposable {
  people: Participant[];
}

async function gather({ site, people, rooms }: Campaign): Promise<Crowd> {
  const links = await Promise.all(
    Array.from({ length: people }, () => Link.open(() => site.port())),
  );
  const crowd = links.map((link, n) => new Participant(`person-${n}`, roomOf(n % rooms), link));
  return {
    people: crowd,
    async [Symbol.asyncDispose]() {
      for (const person of crowd) person.leave();
      await Promise.all(links.map((link) => link[Symbol.asyncDispose]()));
    },
  };
}

function roomOf(n: number): string {
  return n === 0 ? "lobby" : `room-${n}`;
}

/** Lets people act at a steady rate until stopped, whatever becomes of server and network. */
class Acting {
  readonly #timer: Timer;
  #done = 0;

  constructor({ random, rate }: Campaign, people: Participant[]) {
    const began = performance.now();
    this.#timer = setInterval(() => {
      const due = ((performance.now() - began) / 1000) * rate;
      // After a pause of this process nobody does all at once what they would have done meanwhile.
      const next = Math.min(due, this.#done + MOST_AT_ONCE);
      for (; this.#done < next; this.#done += 1) {
        const person = random.pick(people);
        if (person.unanswered.length < MOST_WAITING) act(random, person, this.#done);
      }
    }, TICK);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  [Symbol.dispose](): void {
    this.stop();
  }
}

/** A time of load, in which a fifth of the people have trouble of their own. */
async function disturb({ random, load }: Campaign, people: Participant[]): Promise<void> {
  const troubled = Math.ceil(people.length / 5);
  await Promise.all([
    Bun.sleep(load),
    ...Array.from({ length: troubled }, () =>
      trouble(random.pick(people), random.pick(DISTURBANCES), random.between(0, load)),
    ),
  ]);
}

async function trouble(
  person: Participant,
  kind: (typeof DISTURBANCES)[number],
  ms: number,
): Promise<void> {
  const { link } = person;
  if (kind === "reload") return person.reload();
  if (kind === "slow") link.slow(ms / 10);
  if (kind === "silent") void link.silence("up", "down");
  // What is sent arrives and is stored, and no acknowledgement comes back.
  if (kind === "deaf") void link.silence("down");
  if (kind !== "cut") await Bun.sleep(ms);
  if (kind !== "slow") link.cut();
  link.heal();
}

/**
 * Resolves with the milliseconds until all that was done by now is acknowledged, and shown to everybody in its room; with
 * undefined when that is not so within `patience` milliseconds.
 */
async function caughtUp(people: Participant[], patience: number): Promise<number | undefined> {
  const began = performance.now();
  const unanswered = people.map((person) => new Set(person.unanswered));
  while (performance.now() - began < patience) {
    if (isCaughtUp(people, unanswered)) return performance.now() - began;
    await Bun.sleep(TICK);
  }
  return undefined;
}

/** `unanswered` is what has to be answered of each person. */
function isCaughtUp(people: Participant[], unanswered: Set<string>[]): boolean {
  const revs = new Map<string, number>();
  for (const [n, person] of people.entries()) {
    const isWaiting = person.unanswered.some((id) => unanswered[n]?.has(id));
    // After a restore, everybody has to have noticed.
    if (isWaiting || person.epoch !== people[0]?.epoch) return false;
    const { room } = person.record;
    revs.set(room, Math.max(person.acknowledgedTo, revs.get(room) ?? 0));
  }
  return people.every((person) => person.shownTo >= (revs.get(person.record.room) ?? 0));
}

/** Reads every room's log on every machine, as somebody does who comes when all is over. */
async function audit({ site, rooms }: Campaign): Promise<Epoch> {
  const names = Array.from({ length: rooms }, (_, n) => roomOf(n));
  const read = site.ports().map(async (port) => {
    await using auditor = await Client.connect(`http://127.0.0.1:${port}`);
    const [, { epoch }] = (await auditor.next("dixiu")) as [string, Welcome];
    const logs = await Promise.all(names.map((room) => auditor.log(room)));
    return { epoch, logs: logs.map((log) => log.map(asToldToAll)) };
  });
  const byMachine = await Promise.all(read);
  const logs = new Map(names.map((room, n) => [room, byMachine.map((one) => one.logs[n] ?? [])]));
  return { id: byMachine[0]!.epoch, logs };
}
