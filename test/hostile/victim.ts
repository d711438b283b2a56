/** A server in a process of its own, so that an attack can end it. */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterRun } from "../support/after-run";
import { commandOf } from "../support/compiled";
import { within } from "../support/deadline";
import type { Condition, Question } from "./report";
import { residentOf } from "./weighing";

const DEADLINE = 15_000;
/** Milliseconds in which a process ends whose connections are cut. */
const ENDING = 1000;

/** Milliseconds after an attack in which the server did not wait for a processor, and the megabytes that may be left of the attack then. */
const RECOVERY = 5000;
const MEMORY_LEFT = 20;
/** The processor time that an idle server may take: so many times that of a server that is not attacked, and milliseconds beyond. */
const SLOWER = 3;
const GRAIN = 1;
/** Milliseconds in which to see that. */
const GLANCE = 50;

/** The victims: each is a program of `test/support/program.ts`. */
export type Fixture = "stock" | "guarded" | "engine-only";

let control: Promise<Victim> | undefined;

export class Victim {
  readonly url: string;
  /** Its condition before any connection. */
  atFirst!: Condition;
  readonly #process: Bun.Subprocess;
  readonly #answers: AsyncIterator<unknown>;
  readonly #folder: string;

  private constructor(
    url: string,
    process: Bun.Subprocess,
    answers: AsyncIterator<unknown>,
    folder: string,
  ) {
    this.url = url;
    this.#process = process;
    this.#answers = answers;
    this.#folder = folder;
  }

  /** The stock server, or chuan with the settings of its environment. */
  static async start(which: Fixture, env: Record<string, string> = {}) {
    // On disk, so that stored messages do not count as memory.
    const folder = await mkdtemp(join(tmpdir(), "chuan-victim-"));
    const { readable, writable } = new TransformStream<unknown>();
    const writer = writable.getWriter();
    const child = Bun.spawn({
      cmd: await commandOf(which),
      env: {
        ...process.env,
        NODE_ENV: "",
        DATABASE_URL: `sqlite:${folder}/chuan.db`,
        ...env,
      },
      stdout: "ignore",
      stderr: "ignore",
      ipc: (message) => void writer.write(message),
    });
    const answers = readable[Symbol.asyncIterator]();
    const { value } = await within(DEADLINE, `the start of ${which}`, answers.next());
    const victim = new Victim((value as { url: string }).url, child, answers, folder);
    victim.atFirst = await victim.condition();
    return victim;
  }

  /** The server that is not attacked: what an idle server takes on this machine now. It ends with this process. */
  static control(): Promise<Victim> {
    return (control ??= Victim.start("guarded").then((victim) => {
      afterRun('rm -rf "$1"', victim.#folder);
      return victim;
    }));
  }

  async condition(question: Question = "after tidying"): Promise<Condition> {
    this.#process.send(question);
    const { value } = await within(DEADLINE, "the victim's answer", this.#answers.next());
    return value as Condition;
  }

  /** Resolves with the first condition of which this is true. */
  async becomes(
    what: string,
    wanted: (now: Condition, atFirst: Condition) => boolean,
  ): Promise<Condition> {
    const end = performance.now() + DEADLINE;
    for (;;) {
      const condition = await this.condition();
      if (wanted(condition, this.atFirst)) return condition;
      if (performance.now() > end) throw new Error(`${what}: ${JSON.stringify(condition)}`);
      await Bun.sleep(20);
    }
  }

  /**
   * Resolves once an attack that has just ended has left nothing behind: memory, but for so many megabytes, and sockets are
   * what they were before, and for `ms` it has used no more of a processor than a server that nobody attacks. Rejects with
   * what is left after five seconds, or `recovery` ms, not counting those in which it waited for a processor. With `byItself`,
   * nobody asks it to tidy up its memory. Resolves with the condition before the next attack: the one that is given, unless it
   * had to tidy up.
   */
  async recovers(
    before: Condition,
    { ms = GLANCE, most = MEMORY_LEFT, byItself = false, recovery = RECOVERY } = {},
  ): Promise<Condition> {
    const untouched = await Victim.control();
    const end = performance.now() - (await this.waited()) + recovery;
    for (;;) {
      const [used, usual] = await Promise.all([this.#usedIn(ms), untouched.#usedIn(ms)]);
      const rests = used <= SLOWER * usual + GRAIN;
      const isLate = performance.now() - (await this.waited()) > end;
      const isLittle = residentOf(this.pid) < before.memory + most;
      // A server that is asked does not rest, and does not tidy up.
      if (!isLate && !(rests && (isLittle || !byItself))) continue;
      const now = await this.asItIs();
      if (rests && isLittle && now.sockets <= before.sockets) return before;
      // To tidy up takes much of a processor: only what rests is worth it, or what is to be reported.
      const { memory, sockets, ...rest } = byItself ? now : await this.condition();
      const left = { memory: memory - before.memory, sockets: sockets - before.sockets };
      if (rests && left.memory < most && left.sockets <= 0) return { ...rest, memory, sockets };
      if (isLate)
        throw new Error(`${recovery} ms later: ${JSON.stringify({ ...left, used, usual })}`);
    }
  }

  /** Milliseconds for which its main thread has waited for a processor since its start. */
  async waited(): Promise<number> {
    // proc(5): nanoseconds of work, and of waiting.
    const said = await readFile(`/proc/${this.#process.pid}/schedstat`, "utf8");
    return Number(said.split(" ")[1]) / 1e6;
  }

  /** Its process's id. */
  get pid(): number {
    return this.#process.pid;
  }

  /** The folder with its store and its files. */
  get folder(): string {
    return this.#folder;
  }

  /** The most megabytes of memory that it has had since the last call, or since its start. */
  async peak(): Promise<number> {
    const files = `/proc/${this.#process.pid}`;
    const status = await readFile(`${files}/status`, "utf8");
    // proc(5): begins to measure anew.
    await writeFile(`${files}/clear_refs`, "5");
    return (Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) * 1024) / 1e6;
  }

  /** Milliseconds of a processor that its threads use in the next `ms`. */
  async #usedIn(ms: number): Promise<number> {
    const before = await this.#used();
    await Bun.sleep(ms);
    let sum = 0;
    for (const [thread, used] of await this.#used()) sum += used - (before.get(thread) ?? 0);
    return sum;
  }

  /** Milliseconds of a processor that each of its threads has used: one that has ended is not there. */
  async #used(): Promise<Map<string, number>> {
    const threads = await readdir(`/proc/${this.pid}/task`);
    const all = threads.map(async (id): Promise<[string, number]> => {
      const said = await readFile(`/proc/${this.pid}/task/${id}/schedstat`, "utf8");
      return [id, parseInt(said) / 1e6];
    });
    const read = await Promise.allSettled(all);
    return new Map(read.flatMap((one) => (one.status === "fulfilled" ? [one.value] : [])));
  }

  /** Its condition without tidying up before, which takes much of a processor. */
  asItIs(): Promise<Condition> {
    return this.condition("as it is");
  }

  /** Resolves with the exit code once the process has ended by itself. */
  exit(): Promise<number> {
    return within(DEADLINE, "the victim's end", this.#process.exited);
  }

  /** Whether the process is still there, after a moment in which an ending one would end. */
  async survives(): Promise<boolean> {
    return Promise.race([
      this.#process.exited.then(() => false),
      Bun.sleep(ENDING).then(() => true),
    ]);
  }

  terminate(): void {
    this.#process.kill("SIGTERM");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#process.exited;
    await rm(this.#folder, { recursive: true, force: true });
  }
}
