/** Several machines on one Postgres database, each with a network of its own to it, and the failures of both. */
import { SQL } from "bun";
import { rm } from "node:fs/promises";
import {
  exportTo,
  importFrom,
  openSource,
  openStore,
  openTarget,
  readLocation,
} from "../../src/store";
import { quickFolder } from "../support/folder";
import { tableRows } from "../support/postgres-rows";
import { epochOf } from "./epoch-of";
import { by, Link, portOf } from "./link";
import { Machine } from "./machine";
import type { Random } from "./random";
import type { Epoch } from "./records";
import { BACKUP_AGE, type Blow, crownIn, DEPLOY_EVERY, type Site } from "./site";

export interface FleetOptions {
  databaseUrl: string;
  machines: number;
  env: Record<string, string>;
  random: Random;
  /** Milliseconds that a fault of the network between a machine and the database lasts. */
  outage: number;
  /** The server, where it is another file than in Machine. */
  server?: readonly string[];
}

/** Milliseconds by which a slow network delays whatever goes over it. */
const SLOW = 1000;

interface Member {
  machine: Machine;
  link: Link;
}

export class Fleet implements Site, AsyncDisposable {
  readonly #members: Member[];
  readonly #options: FleetOptions;
  readonly #sql: SQL;
  #down: Member | undefined;
  #turn = 0;
  readonly #replaced: Epoch[] = [];

  private constructor(members: Member[], options: FleetOptions) {
    this.#members = members;
    this.#options = options;
    this.#sql = new SQL(options.databaseUrl, { max: 1 });
  }

  /** A fleet that has not been started. */
  static async of(options: FleetOptions): Promise<Fleet> {
    const members = Array.from({ length: options.machines }, async () => {
      const link = await Link.open(() => portOf(options.databaseUrl));
      const env = { ...options.env, DATABASE_URL: by(link, options.databaseUrl) };
      return { link, machine: new Machine(env, options.server) };
    });
    return new Fleet(await Promise.all(members), options);
  }

  crown(): Promise<void> {
    return crownIn(this.#options.databaseUrl);
  }

  async start(): Promise<void> {
    await Promise.all(this.#members.map(({ machine }) => machine.start()));
  }

  /** Of a machine that is up: a client that lost one connects to another, as behind a proxy. */
  port(): number {
    const up = this.#members.filter((member) => member !== this.#down);
    this.#turn += 1;
    return up[this.#turn % up.length]!.machine.port;
  }

  ports(): number[] {
    return this.#members.map(({ machine }) => machine.port);
  }

  blows(round: number): Blow[] {
    const { random } = this.#options;
    const member = random.pick(this.#members);
    const network: Blow[] = [
      {
        what: "a database out of reach",
        strike: () => this.#suffer(member, () => member.link.break()),
      },
      { what: "a slow network", strike: () => this.#suffer(member, () => member.link.slow(SLOW)) },
      {
        what: "a silent network",
        strike: () => this.#suffer(member, () => void member.link.silence("up", "down")),
      },
      { what: "listening ended", strike: () => this.#endListening() },
    ];
    const crash = {
      what: "a crash",
      strike: () => this.#replace(random.pick(this.#members), (machine) => machine.crash()),
    };
    const deploy = { what: "a rolling deploy", strike: () => this.#deploy() };
    const restore = { what: "a restore from an export", strike: () => this.#restore() };
    const [trouble, another] = [round, round + 1].map((n) => network[n % network.length]!);
    // The first round has everything, so that a short campaign needs no other.
    const isWhole = round % DEPLOY_EVERY === 1;
    return isWhole ? [trouble!, another!, crash, deploy, restore] : [trouble!, crash];
  }

  replaced(): Epoch[] {
    return this.#replaced;
  }

  async remains(): Promise<string> {
    await Promise.all(this.#members.map(({ machine }) => machine.crash()));
    return tableRows(this.#sql);
  }

  async #suffer({ link }: Member, begin: () => void): Promise<void> {
    begin();
    await Bun.sleep(this.#options.outage);
    link.heal();
  }

  async #endListening(): Promise<void> {
    await this.#sql`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND query LIKE 'LISTEN%'`;
  }

  async #deploy(): Promise<void> {
    for (const member of this.#members) await this.#replace(member, (machine) => machine.leave());
  }

  /** All machines fail, the database is lost, and a new one is filled from an export. */
  async #restore(): Promise<void> {
    const location = readLocation(this.#options.databaseUrl);
    const folder = await quickFolder("chuan-export-");
    const path = `${folder}/chat`;
    const backedUpAt = performance.now();
    await using exports = new AsyncDisposableStack();
    await exportTo(path, exports.use(await openSource(location)), () => {});
    await Bun.sleep(BACKUP_AGE);
    await Promise.all(this.#members.map(({ machine }) => machine.crash()));
    const endedAt = performance.now();
    const { log, close } = await openStore(location, { onFault: () => {} });
    this.#replaced.push({ ...(await epochOf(log)), backedUpAt, endedAt });
    await close();
    await exports.disposeAsync();
    await this.#sql`DROP SCHEMA chuan CASCADE`;
    await using target = await openTarget(location);
    await importFrom(path, target, () => {});
    await rm(folder, { recursive: true });
    await this.start();
  }

  async #replace(member: Member, end: (machine: Machine) => Promise<unknown>): Promise<void> {
    this.#down = member;
    await end(member.machine);
    await member.machine.start();
    this.#down = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#members.map(({ machine }) => machine.crash()));
    await Promise.all(this.#members.map(({ link }) => link[Symbol.asyncDispose]()));
    await this.#sql.close({ timeout: 0 });
  }
}
