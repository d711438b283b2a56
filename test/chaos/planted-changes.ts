/** A server in this process whose log has a fault in what it does with changes, for the checker to find. */
import { rm } from "node:fs/promises";
import { createLogger } from "../../src/logging/logger";
import type { Message, Reaction } from "../../src/protocol";
import { readConfig } from "../../src/start/config";
import { serve } from "../../src/start/server";
import {
  type Change,
  type Log,
  type NewMark,
  type News,
  openSqlite,
  type Outcome,
  storeOfOneMachine,
} from "../../src/store";
import { within } from "../support/deadline";
import { quickFolder } from "../support/folder";
import { sharedAssets, UNLIMITED } from "../support/server";
import { crownKeeper } from "./keeper";
import { PERSON_FAULTS, type PersonFault } from "./planted-persons";
import { filesOf, type Site } from "./site";

/** Makes a log faulty. */
type Fault = (log: Log) => Log;

const FAULTS = {
  "loses every third change": (log) => {
    let asked = 0;
    return {
      ...log,
      async change(change) {
        asked += 1;
        return asked % 3 === 0 ? promised(log, change) : log.change(change);
      },
    };
  },
  "applies a reaction twice": (log) => ({
    ...mapped(log, plain),
    async change(change) {
      const outcome = await log.change(change);
      if (change.kind !== "react" || "refused" in outcome) return outcome;
      const again = await log.change({ ...change, by: `${change.by}${DISGUISE}` });
      return "refused" in again ? again : { message: plain(again.message) };
    },
  }),
  "passes changes on out of order": (log) => ({
    ...log,
    follow: (room, onMessage) => {
      let held: [Message, News] | undefined;
      return log.follow(room, (message, news) => {
        const before = held;
        held = before === undefined && news.by !== undefined ? [message, news] : undefined;
        if (!held) onMessage(message, news);
        if (before) onMessage(...before);
      });
    },
  }),
  "lets an old state win": (log) => ({
    ...log,
    follow: (room, onMessage) => {
      const texts = new Map<number, string>();
      return log.follow(room, (message, news) => {
        const txt = texts.get(message.seq) ?? message.txt;
        texts.set(message.seq, message.txt);
        onMessage(message.edited ? { ...message, txt } : message, news);
      });
    },
  }),
  "brings removed messages back": (log) => {
    const before = new Map<string, Message>();
    const back = (message: Message) => {
      const { edited: _edited, gone: _gone, ...bare } = message;
      const was = message.gone && before.get(keyOf(message));
      return was ? { ...bare, txt: was.txt } : message;
    };
    return {
      ...log,
      async change(change) {
        const message = await messageAt(log, change);
        if (message && !message.gone) before.set(keyOf(message), message);
        return log.change(change);
      },
      async read(room, range) {
        const page = await log.read(room, range);
        return { ...page, messages: page.messages.map(back) };
      },
    };
  },
  "compares no number of an act": (log) => ({
    ...log,
    // What was decided is stored a while later, whatever was done meanwhile.
    append: (draft) => Bun.sleep(LATE).then(() => log.append(draft)),
    change: (change) => Bun.sleep(LATE).then(() => log.change(change)),
  }),
} satisfies Record<string, Fault>;

export type ChangeFault = keyof typeof FAULTS;

export const isOfChanges = (fault: string): fault is ChangeFault => fault in FAULTS;

/** What the second of two equal reactions is called in the log. */
const DISGUISE = "~";
/** So many changes show the fault, and for one that is about acts so many acts and pardons. */
const ENOUGH = 60;
const ACTS = { "compares no number of an act": 6 };
/** Milliseconds that these may take while the machine has much else to do. */
const SHOWN_WITHIN = 100_000;
const LOOK_EVERY = 50;
/** So many marks that go to the store, of each person in each room more than one, show a fault in what it keeps of people. */
const MARKS = 30;
/** Milliseconds by which a faulty log stores too late. */
const LATE = 100;

const keyOf = ({ room, seq }: Pick<Message, "room" | "seq">) => `${room} ${seq}`;

/** Every message goes through `map` on its way out. */
function mapped(log: Log, map: (message: Message) => Message): Log {
  return {
    ...log,
    async read(room, range) {
      const page = await log.read(room, range);
      return { ...page, messages: page.messages.map(map) };
    },
    follow: (room, onMessage) => log.follow(room, (message, news) => onMessage(map(message), news)),
  };
}

const undisguised = ({ from, ...one }: Reaction): Reaction => ({
  ...one,
  from: from.map((name) => name.replace(DISGUISE, "")),
});

/** A message whose reactions show nothing of a disguise. */
function plain({ reactions, ...message }: Message): Message {
  if (!reactions) return message;
  return { ...message, reactions: reactions.map(undisguised) };
}

/** The message as a change would make it. */
async function promised(log: Log, change: Change): Promise<Outcome> {
  const message = await messageAt(log, change);
  if (!message) return { refused: "not_found" };
  const { rev } = await log.read(change.room, { limit: 1 });
  const txt = change.kind === "edit" ? change.txt : message.txt;
  return { message: { ...message, txt, rev: rev + 1 } };
}

async function messageAt(log: Log, { room, seq }: Change): Promise<Message | undefined> {
  return (await log.read(room, { after: seq - 1, limit: 1 })).messages[0];
}

/** A machine that nothing befalls, but its own fault. */
export async function plantedSite(fault: ChangeFault | PersonFault): Promise<Site> {
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
  const { log: sound, ...sane } = openSqlite(path, () => {});
  const log = isOfChanges(fault) ? FAULTS[fault](sound) : sound;
  let marks = 0;
  const { persons, ...rest } = isOfChanges(fault) ? sane : PERSON_FAULTS[fault](sane);
  const people = {
    ...rest,
    persons: {
      ...persons,
      mark(told: readonly NewMark[]) {
        marks += told.length;
        return persons.mark(told);
      },
    },
  };
  const least = fault in ACTS ? ACTS[fault as keyof typeof ACTS] : 0;
  let changes = 0;
  let acts = 0;
  sane.community.onChange(() => void (acts += 1));
  const isShown = () => (isOfChanges(fault) ? changes >= ENOUGH && acts >= least : marks >= MARKS);
  const shown = async () => {
    while (!isShown()) await Bun.sleep(LOOK_EVERY);
  };
  const store = storeOfOneMachine(
    {
      ...log,
      change(change, known) {
        changes += 1;
        return log.change(change, known);
      },
    },
    people,
  );
  const { url, stop } = await serve(store, config, createLogger(config.logLevel), {
    assets: sharedAssets,
  });
  const port = Number(new URL(url).port);
  return {
    crown: () => crownKeeper(people.community),
    start: () => Promise.resolve(),
    port: () => port,
    ports: () => [port],
    blows: () => [
      {
        what: "many changes or marks",
        async strike() {
          await within(SHOWN_WITHIN, "many changes or marks", shown());
        },
      },
    ],
    replaced: () => [],
    async remains() {
      await stop();
      const bytes = await filesOf(path);
      await rm(folder, { recursive: true });
      return bytes;
    },
  };
}
