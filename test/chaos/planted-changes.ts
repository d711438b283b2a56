/** Faults in what a log does with changes, for the checker to find. */
import type { Message, Reaction } from "../../src/protocol";
import { type Change, type Log, type News, type Outcome, StaleDecision } from "../../src/store";
import type { LogFault } from "./planted-messages";

export const CHANGE_FAULTS = {
  "loses every third change": (log, erred) => {
    let asked = 0;
    return {
      ...log,
      async change(change) {
        asked += 1;
        if (asked % 3 !== 0) return log.change(change);
        erred();
        return promised(log, change);
      },
    };
  },
  "applies a reaction twice": (log, erred) => ({
    ...mapped(log, plain),
    async change(change) {
      const outcome = await log.change(change);
      if (change.kind !== "react" || "refused" in outcome) return outcome;
      const again = await log.change({ ...change, by: `${change.by}${DISGUISE}` });
      if (change.on) erred();
      return "refused" in again ? again : { message: plain(again.message) };
    },
  }),
  "passes changes on out of order": (log, erred) => ({
    ...log,
    follow: (room, onMessage) => {
      let held: [Message, News] | undefined;
      return log.follow(room, (message, news) => {
        const before = held;
        held = before === undefined && news.by !== undefined ? [message, news] : undefined;
        if (!held) onMessage(message, news);
        if (!before) return;
        onMessage(...before);
        erred();
      });
    },
  }),
  "lets an old state win": (log, erred) => ({
    ...log,
    follow: (room, onMessage) => {
      const texts = new Map<number, string>();
      return log.follow(room, (message, news) => {
        const txt = texts.get(message.seq) ?? message.txt;
        texts.set(message.seq, message.txt);
        onMessage(message.edited ? { ...message, txt } : message, news);
        if (message.edited && txt !== message.txt) erred();
      });
    },
  }),
  "brings removed messages back": (log, erred) => {
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
        const outcome = await log.change(change);
        if (change.kind === "remove" && !("refused" in outcome)) erred();
        return outcome;
      },
      async read(room, range) {
        const page = await log.read(room, range);
        return { ...page, messages: page.messages.map(back) };
      },
    };
  },
  "compares no number of an act": (log, erred) => ({
    ...log,
    async append(draft, acts) {
      const message = await anyway((known) => log.append(draft, known), acts);
      if (await isHeld(log, message)) erred();
      return message;
    },
    change: (change, acts) => anyway((known) => log.change(change, known), acts),
  }),
} satisfies Record<string, LogFault>;

/** What the second of two equal reactions is called in the log. */
const DISGUISE = "~";
/** Milliseconds by which a faulty log stores too late. */
const LATE = 100;
/** Among so many messages is the last act on anybody. */
const LOOKED_AT = 100;

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

/** Stores what was decided a while later, whatever was done meanwhile. */
async function anyway<T>(store: (acts?: number) => Promise<T>, acts?: number): Promise<T> {
  await Bun.sleep(LATE);
  try {
    return await store(acts);
  } catch (error) {
    if (!(error instanceof StaleDecision)) throw error;
    return store();
  }
}

/** Whether a message is by somebody who was muted or banned before it. */
async function isHeld(log: Log, { room, from, seq }: Message): Promise<boolean> {
  const { messages } = await log.read(room, { before: seq, limit: LOOKED_AT });
  const last = messages.findLast(({ notice }) => notice?.whom === from)?.notice?.act;
  return last === "mute" || last === "ban";
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
