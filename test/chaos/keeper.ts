/** Somebody who owns the server, and mutes, bans and pardons people while they write. */
import { publicId } from "../../src/chat/people/identity";
import { LOBBY, type Reply, SERVER_ROOM } from "../../src/protocol";
import type { Community } from "../../src/store";
import { Client } from "../support/client";
import { within } from "../support/deadline";
import type { Participant } from "./participant";
import type { Random } from "./random";
import type { Site } from "./site";

const KEY = "the key of the keeper";
const NAME = "keeper";
export const KEEPER = { key: KEY, name: NAME };
/** An act ends by a pardon, and never by itself while a campaign lasts. */
const MINUTES = 600;
/** Milliseconds that an act holds, and after which another one follows. */
const LEAST = 50;
const MOST = 300;
/** Milliseconds in which a request is answered, or is asked again. */
const ANSWER_WITHIN = 3000;
/** Milliseconds in which a pardon is done, also while machines fail. */
const DONE_WITHIN = 60_000;

/** Makes the keeper the server's owner, as a command in a shell does. */
export async function crownKeeper(community: Community): Promise<void> {
  const person = { from: publicId(KEY), name: NAME };
  await community.decide({ rooms: [SERVER_ROOM], people: [person.from] }, () => ({
    members: [{ room: SERVER_ROOM, person, rank: "owner" }],
  }));
}

/** Acts on one person after the other, until it rests. */
export class Keeper {
  readonly #site: Site;
  readonly #random: Random;
  readonly #people: readonly Participant[];
  #acting: Promise<void> | undefined;
  #isResting = false;
  #isOver = false;
  /** Acts that were granted. */
  done = 0;
  /** Each person, and until when they were kept out of their room. */
  readonly bans: { from: string; room: string; at: number }[] = [];

  constructor(site: Site, random: Random, people: readonly Participant[]) {
    this.#site = site;
    this.#random = random;
    this.#people = people;
  }

  act(): void {
    this.#isResting = false;
    this.#acting ??= this.#actOnAll();
  }

  /** Resolves when everybody is pardoned, also those on whom a restored backup has an act. */
  async rest(): Promise<void> {
    this.#isResting = true;
    await this.#acting;
    this.#acting = undefined;
    for (const person of this.#people) await this.#insist("pardon", person);
  }

  /** Does nothing more, also where something is not undone. */
  [Symbol.dispose](): void {
    this.#isResting = true;
    this.#isOver = true;
  }

  async #actOnAll(): Promise<void> {
    while (!this.#isResting) {
      const person = this.#random.pick(this.#people);
      const isMute = person.record.room === LOBBY || this.#random.next() < 0.5;
      // Once: what is not known to be done may be done, and is undone.
      await this.#ask(isMute ? "mute" : "ban", person, { minutes: MINUTES }).catch(() => {});
      await Bun.sleep(this.#random.between(LEAST, MOST));
      await this.#insist("pardon", person);
      const { from, room } = person.record;
      if (!isMute) this.bans.push({ from, room, at: performance.now() });
      await Bun.sleep(this.#random.between(LEAST, MOST));
    }
  }

  async #insist(event: string, person: Participant): Promise<void> {
    const deadline = performance.now() + DONE_WITHIN;
    while (performance.now() < deadline && !this.#isOver) {
      const code = await this.#ask(event, person).catch(() => "unknown");
      if (code === "ok" || code === "not_found") return;
      await Bun.sleep(LEAST);
    }
    if (this.#isOver) return;
    throw new Error(`the ${event} of ${person.record.name} was not done in ${DONE_WITHIN} ms`);
  }

  /** Each time by another machine, as it comes. */
  async #ask(event: string, { record: { room, from } }: Participant, more = {}): Promise<string> {
    const url = `http://127.0.0.1:${this.#site.port()}`;
    await using client = await Client.reach(url, { name: NAME, key: KEY }, ANSWER_WITHIN);
    const asked = client.ask(event, { room, from, ...more });
    const reply = (await within(ANSWER_WITHIN, `the reply to ${event}`, asked)) as Reply<object>;
    if (reply.ok) this.done += 1;
    return reply.ok ? "ok" : reply.error.code;
  }
}
