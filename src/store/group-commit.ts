/**
 * Group commit: work that arrives during a commit goes into the next commit together, so that
 * the cost of making it durable is shared (Gray and Reuter, Transaction Processing, 1993, 10.4.9).
 */
import { LogUnavailable } from "./log";
import type { WriteHealth } from "./write-health";

/** Does the work of a whole group in one durable transaction, or throws and has done none of it. */
export type Commit<Work, Result> = (group: readonly Work[]) => Result[] | Promise<Result[]>;

/** Called with the size of each group whose commit succeeded. */
export type OnCommit = (count: number) => void;

export interface GroupCommitOptions<Work, Result> {
  commit: Commit<Work, Result>;
  /** How many go into one commit at most, which bounds how long it takes. */
  most: number;
  /** The queue of a piece of work. When work is given up, what waits behind it in its queue is given up too, and cannot overtake it. */
  queueOf: (work: Work) => string;
  /** Whether a failed commit may succeed when it is repeated. */
  isPassing: (error: unknown) => boolean;
  /** Whether a result means that the work was not done: what waits behind it in its queue has the same result then. */
  isTurnedBack?: ((result: Result) => boolean) | undefined;
  /** Milliseconds that work waits for its commit before it is given up. */
  patience: number;
  committed?: OnCommit | undefined;
  /** Records how each commit ends. */
  writes?: Pick<WriteHealth, "succeed" | "fail"> | undefined;
}

interface Waiting<Work, Result> {
  work: Work;
  since: number;
  resolve: (result: Result) => void;
  reject: (error: Error) => void;
}

/** Milliseconds until a commit that may pass is tried again. */
const RETRY = 20;
/** Turns of the event loop, at most, in which a group may grow before it is committed. */
const TURNS = 3;

export class GroupCommit<Work, Result> {
  #waiting: Waiting<Work, Result>[] = [];
  #running: Promise<void> | undefined;
  #closed = false;
  readonly #options: GroupCommitOptions<Work, Result>;

  constructor(options: GroupCommitOptions<Work, Result>) {
    this.#options = options;
  }

  /** Resolves with the result when the work is durable. Rejects with `LogUnavailable`. */
  add(work: Work): Promise<Result> {
    if (this.#closed) return Promise.reject(new LogUnavailable("the log is closed"));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ work, since: performance.now(), resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Takes no more work, and resolves when all work that was taken is settled. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#gather();
      const group = this.#waiting.slice(0, this.#options.most);
      await this.#settle(group);
    }
    this.#running = undefined;
  }

  /**
   * Waits for the work of this turn of the event loop, and of the next as long as each brings more. A client that has
   * just been acknowledged sends its next message at once, and this lets that message into the group.
   */
  async #gather(): Promise<void> {
    const size = () => Math.min(this.#waiting.length, this.#options.most);
    for (let [turn, before] = [0, 0]; turn < TURNS && size() > before; turn += 1) {
      before = size();
      await new Promise(setImmediate);
    }
  }

  async #settle(group: Waiting<Work, Result>[]): Promise<void> {
    try {
      const results = await this.#options.commit(group.map(({ work }) => work));
      this.#waiting.splice(0, group.length);
      this.#options.writes?.succeed();
      this.#options.committed?.(group.length);
      results.forEach((result, n) => group[n]?.resolve(result));
      this.#turnBack(group, results);
    } catch (error) {
      await this.#failed(group, error);
    }
  }

  /** Gives what waits in the queues of work that was turned back the same result. */
  #turnBack(group: Waiting<Work, Result>[], results: Result[]): void {
    const { isTurnedBack, queueOf } = this.#options;
    if (!isTurnedBack || !results.some(isTurnedBack)) return;
    const turned = new Map<string, Result>();
    results.forEach((result, n) => {
      const one = group[n];
      if (one && isTurnedBack(result)) turned.set(queueOf(one.work), result);
    });
    this.#waiting = this.#waiting.filter(({ work, resolve }) => {
      const result = turned.get(queueOf(work));
      if (result !== undefined) resolve(result);
      return result === undefined;
    });
  }

  async #failed(group: Waiting<Work, Result>[], error: unknown): Promise<void> {
    const { isPassing, patience, queueOf } = this.#options;
    const passing = isPassing(error);
    const latest = performance.now() - patience;
    const over = group.filter(({ since }) => !passing || since < latest);
    if (over.length > 0) this.#options.writes?.fail();
    const lines = new Set(over.map(({ work }) => queueOf(work)));
    const givenUp = this.#waiting.filter(({ work }) => lines.has(queueOf(work)));
    this.#waiting = this.#waiting.filter(({ work }) => !lines.has(queueOf(work)));
    for (const { reject } of givenUp)
      reject(new LogUnavailable("the store did not take the message", { cause: error }));
    if (passing) await Bun.sleep(RETRY);
  }
}
