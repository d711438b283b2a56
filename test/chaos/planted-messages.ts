/** Faults in what a log does with new messages, for the checker to find. */
import type { Draft, Log, OnMessage } from "../../src/store";
import type { Message } from "../../src/protocol";

/** Makes a log faulty. `erred` is called each time that the fault has done harm. */
export type LogFault = (log: Log, erred: () => void) => Log;

/** Milliseconds by which a faulty log stores too late. */
const LATE = 400;

export const MESSAGE_FAULTS = {
  "forgets what it acknowledged": (log, erred) => {
    const ahead = new Ahead(log);
    return {
      ...ahead.log,
      async append(draft) {
        const { promised } = await ahead.store(draft);
        erred();
        return promised;
      },
    };
  },
  "numbers a message twice": (log, erred) => {
    let appended = 0;
    return {
      ...log,
      async append(draft) {
        appended += 1;
        if (appended % 3 === 0) {
          await log.append(disguised(draft, 1));
          erred();
        }
        return plain(await log.append(disguised(draft, 0)));
      },
      async read(room, range) {
        const page = await log.read(room, range);
        return { ...page, messages: page.messages.map(plain) };
      },
      follow: (room, onMessage) =>
        log.follow(room, (message, news) => onMessage(plain(message), news)),
    };
  },
  "passes on before it stores": (log, erred) => {
    const ahead = new Ahead(log);
    const listeners = new Set<[string, OnMessage]>();
    return {
      ...ahead.log,
      async append(draft) {
        const { promised, stored } = await ahead.store(draft);
        for (const [room, listener] of listeners)
          if (room === draft.room) listener(promised, { prev: promised.rev - 1 });
        const message = await stored;
        // Until then it may still get the number under which it was passed on.
        if (message.seq !== promised.seq) erred();
        return message;
      },
      async follow(...entry) {
        listeners.add(entry);
        const { head, floor, rev } = await log.read(entry[0], { limit: 1 });
        return { head, floor, rev, stop: () => void listeners.delete(entry) };
      },
    };
  },
} satisfies Record<string, LogFault>;

/** Says which number a message will have, and gives it to the log only later. */
class Ahead {
  readonly log: Log;
  readonly #heads = new Map<string, Promise<number>>();

  constructor(log: Log) {
    this.log = log;
  }

  async store(draft: Draft): Promise<{ promised: Message; stored: Promise<Message> }> {
    const { room } = draft;
    const before = this.#heads.get(room) ?? this.log.read(room, { limit: 1 }).then((it) => it.head);
    const seq = before.then((head) => head + 1);
    this.#heads.set(room, seq);
    const promised = { ...draft, seq: await seq, rev: await seq, at: Date.now() };
    // Every other one later still: what is stored in another order shows the fault without any luck.
    const late = LATE * (1 + (promised.seq % 2));
    return { promised, stored: Bun.sleep(late).then(() => this.log.append(draft)) };
  }
}

/** The same message under another name, so that the log takes it for a new one. */
function disguised(draft: Draft, n: number): Draft {
  return { ...draft, id: `${draft.id}~${n}` };
}

function plain(message: Message): Message {
  return { ...message, id: message.id.replace(/~.*/, "") };
}
