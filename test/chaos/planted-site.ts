/** A server in this process whose store has faults, each in rooms of its own, for the checker to find. */
import { rm } from "node:fs/promises";
import { createLogger } from "../../src/logging/logger";
import { readConfig } from "../../src/start/config";
import { serve } from "../../src/start/server";
import {
  type Log,
  type NewMark,
  openSqlite,
  type Persons,
  storeOfOneMachine,
} from "../../src/store";
import { quickFolder } from "../support/folder";
import { sharedAssets, UNLIMITED } from "../support/server";
import { crownKeeper } from "./keeper";
import { CHANGE_FAULTS } from "./planted-changes";
import { MARK_FAULTS } from "./planted-marks";
import { MESSAGE_FAULTS } from "./planted-messages";
import { filesOf, type Site } from "./site";

const LOG_FAULTS = { ...MESSAGE_FAULTS, ...CHANGE_FAULTS };
export type LogFault = keyof typeof LOG_FAULTS;
export type MarkFault = keyof typeof MARK_FAULTS;

export interface Planted {
  /** What is wrong with the log of a room. All other rooms are sound. */
  logs: readonly (readonly [room: string, fault: LogFault])[];
  /** What is wrong with the marks in some rooms. */
  marks?: readonly (readonly [isThere: (room: string) => boolean, fault: MarkFault])[];
}

/** Faults whose harm nothing that happens later can hide. */
const LASTING: ReadonlySet<LogFault> = new Set([
  "numbers a message twice",
  "brings removed messages back",
  "compares no number of an act",
]);
/** How often each fault does harm before the campaign is over: some of what may be hidden is left. */
const ENOUGH = { lasting: 2, log: 6, marks: 12 };
/** Milliseconds that this may take while the machine has much else to do. */
const SHOWN_WITHIN = 100_000;
const LOOK_EVERY = 50;

/** How often each fault has done harm. */
class Harm {
  readonly #left = new Map<string, number>();

  expect(fault: string, times: number): () => void {
    this.#left.set(fault, times);
    return () => void this.#left.set(fault, (this.#left.get(fault) ?? 0) - 1);
  }

  /** Resolves when all faults have done enough, and rejects with those that have not in time. */
  async done(): Promise<void> {
    const deadline = performance.now() + SHOWN_WITHIN;
    for (;;) {
      const left = [...this.#left].flatMap(([fault, times]) => (times > 0 ? [fault] : []));
      if (left.length === 0) return;
      if (performance.now() > deadline)
        throw new Error(`too little harm by what ${left.join(", ")}`);
      await Bun.sleep(LOOK_EVERY);
    }
  }
}

/** A machine that is never killed, deployed or restored: it has only its planted faults. */
export async function plantedSite({ logs, marks = [] }: Planted): Promise<Site> {
  const folder = await quickFolder("chuan-planted-");
  const path = `${folder}/chuan.db`;
  const config = readConfig({
    ...UNLIMITED,
    DATABASE_URL: `sqlite:${path}`,
    DRAIN_SECONDS: "0",
    HOST: "127.0.0.1",
    LOG_LEVEL: "silent",
    PORT: "0",
  });
  const harm = new Harm();
  const { log, persons, community } = openSqlite(path, () => {});
  const faulty = logs.map(([room, fault]) => {
    const enough = LASTING.has(fault) ? ENOUGH.lasting : ENOUGH.log;
    return [room, LOG_FAULTS[fault](log, harm.expect(fault, enough))] as const;
  });
  const mark = marks.reduce<Persons["mark"]>(
    (sound, [isThere, fault]) => {
      const erring = MARK_FAULTS[fault](sound, harm.expect(fault, ENOUGH.marks));
      const one = (told: NewMark) => (isThere(told.room) ? erring([told]) : sound([told]));
      return async (all) => (await Promise.all(all.map(one))).flat();
    },
    (all) => persons.mark(all),
  );
  const store = storeOfOneMachine(byRoom(log, new Map(faulty)), {
    community,
    persons: { ...persons, mark },
  });
  const { url, stop } = await serve(store, config, createLogger(config.logLevel), {
    assets: sharedAssets,
  });
  const port = Number(new URL(url).port);
  return {
    crown: () => crownKeeper(community),
    start: () => Promise.resolve(),
    port: () => port,
    ports: () => [port],
    blows: () => [{ what: "harm", strike: () => harm.done() }],
    replaced: () => [],
    async remains() {
      await stop();
      const bytes = await filesOf(path);
      await rm(folder, { recursive: true });
      return bytes;
    },
  };
}

/** A log of which some rooms are in other hands. */
function byRoom(log: Log, others: ReadonlyMap<string, Log>): Log {
  const of = (room: string) => others.get(room) ?? log;
  return {
    ...log,
    append: (draft, acts) => of(draft.room).append(draft, acts),
    change: (change, acts) => of(change.room).change(change, acts),
    read: (room, range) => of(room).read(room, range),
    follow: (room, onMessage) => of(room).follow(room, onMessage),
  };
}
