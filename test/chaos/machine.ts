/** A server in a process of its own, which can be killed and started again on the same store. */
import { within } from "../support/deadline";
import { linesOf } from "../support/lines";

export const MAIN = `${import.meta.dir}/../../src/start/main.ts`;
const STARTED_WITHIN = 30_000;
const STOPPED_WITHIN = 30_000;

export class Machine {
  readonly #command: string[];
  readonly #env: Record<string, string>;
  #process: Bun.Subprocess<"ignore", "pipe", "inherit"> | undefined;
  #port = 0;

  /** `server` is a script, or a whole command; `wrapper` is a command that runs it in its own way, `strace` for one. */
  constructor(
    env: Record<string, string>,
    server: string | readonly string[] = MAIN,
    wrapper: string[] = [],
  ) {
    this.#env = env;
    const command = typeof server === "string" ? [process.execPath, server] : server;
    this.#command = [...wrapper, ...command];
  }

  /** Where it listens, or listened last: another port after each start. */
  get port(): number {
    return this.#port;
  }

  /** The process that was started last. Throws before any was. */
  get pid(): number {
    if (!this.#process) throw new Error("the machine was not started");
    return this.#process.pid;
  }

  /** Resolves when the server listens. */
  async start(): Promise<void> {
    this.#process = Bun.spawn(this.#command, {
      env: { PATH: process.env["PATH"], HOST: "127.0.0.1", PORT: "0", ...this.#env },
      stdin: "ignore",
      stdout: "pipe",
      stderr: "inherit",
    });
    this.#port = await within(STARTED_WITHIN, "listening", this.#listening(this.#process.stdout));
  }

  /** As if the power had failed. */
  async crash(): Promise<void> {
    this.#process?.kill("SIGKILL");
    await this.#process?.exited;
  }

  /** As at a deploy: asked to leave, it does so by itself. Resolves with its exit code. */
  async leave(): Promise<number | undefined> {
    this.#process?.kill("SIGTERM");
    return this.#process && within(STOPPED_WITHIN, "the exit", this.#process.exited);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.crash();
  }

  async #listening(stdout: ReadableStream<Uint8Array>): Promise<number> {
    const lines = linesOf(stdout);
    for (;;) {
      const { url } = JSON.parse(await lines.next()) as { url?: string };
      if (url === undefined) continue;
      lines.drain();
      return Number(new URL(url).port);
    }
  }
}
