/** A server in a process of its own, so that an attack can end it. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { within } from "../support/deadline";
import type { Condition, Question } from "./report";

const DEADLINE = 15_000;

export class Victim {
  readonly url: string;
  /** How it was before anybody came. */
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
  static async start(which: "stock" | "guarded", env: Record<string, string> = {}) {
    // On disk, because what is stored is not to count as memory.
    const folder = await mkdtemp(join(tmpdir(), "chuan-victim-"));
    const { readable, writable } = new TransformStream<unknown>();
    const writer = writable.getWriter();
    const child = Bun.spawn({
      cmd: [process.execPath, "--preload", "./timers.ts", `./${which}.ts`],
      cwd: import.meta.dir,
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

  /** Resolves when it uses less than this part of one processor. */
  async rests(most: number): Promise<void> {
    const end = performance.now() + DEADLINE;
    for (;;) {
      const load = await this.load(500);
      if (load < most) return;
      if (performance.now() > end) throw new Error(`it still uses ${load} of a processor`);
    }
  }

  /** The part of one processor that it uses, over some milliseconds. */
  async load(ms: number): Promise<number> {
    const before = await this.condition("as it is");
    await Bun.sleep(ms);
    const after = await this.condition("as it is");
    return (after.cpu - before.cpu) / ms;
  }

  /** Resolves with the exit code once the process has ended by itself. */
  exit(): Promise<number> {
    return within(DEADLINE, "the victim's end", this.#process.exited);
  }

  get isAlive(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
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
