/** The servers that are compared, each in a process of its own, and what the system says of that process. */
import { readFile } from "node:fs/promises";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { RAISED } from "./raised";
import { linesOf } from "../test/support/lines";

/** In the order in which they are shown. The first is the limit that the others are measured by. */
export const contenders = {
  "bare Bun WebSocket": ["bun", "bare.ts"],
  "this engine alone": ["bun", "engine.ts"],
  "this server, all of it": ["bun", "chuan.ts"],
  "bun-engine as it comes": ["bun", "stock.ts"],
  "Socket.IO on Node": ["node", "node.mjs"],
} as const;

export type ContenderName = keyof typeof contenders;

export const BARE: ContenderName = "bare Bun WebSocket";
export const FULL: ContenderName = "this server, all of it";

/** Of a second: what `/proc` counts processor time in, on every Linux. */
const TICK = 1 / 100;
const PAGE = 4096;

export class Contender {
  readonly name: ContenderName;
  readonly url: string;
  readonly #process: Bun.Subprocess<"ignore", "pipe", "inherit">;
  readonly #folder: string;

  private constructor(
    name: ContenderName,
    url: string,
    process: Bun.Subprocess<"ignore", "pipe", "inherit">,
    folder: string,
  ) {
    this.name = name;
    this.url = url;
    this.#process = process;
    this.#folder = folder;
  }

  static async start(name: ContenderName): Promise<Contender> {
    const [runtime, script] = contenders[name];
    const folder = mkdtempSync(`${tmpdir()}/chuan-bench-`);
    const child = Bun.spawn({
      cmd: [runtime === "bun" ? process.execPath : runtime, `${import.meta.dir}/servers/${script}`],
      env: {
        ...process.env,
        ...RAISED,
        NODE_ENV: "production",
        DATABASE_URL: `sqlite:${folder}/chuan.db`,
      },
      stdin: "ignore",
      stdout: "pipe",
      stderr: "inherit",
    });
    const lines = linesOf(child.stdout);
    const url = await lines.next();
    lines.drain();
    return new Contender(name, url, child, folder);
  }

  /** Seconds of processor time that it has used so far. */
  async cpu(): Promise<number> {
    const stat = await readFile(`/proc/${this.#process.pid}/stat`, "utf8");
    // The second field is the program's name, which may have spaces in it.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) * TICK;
  }

  /** Bytes of memory that it has. */
  async memory(): Promise<number> {
    const statm = await readFile(`/proc/${this.#process.pid}/statm`, "utf8");
    return Number(statm.split(" ")[1]) * PAGE;
  }

  /** The most bytes of memory that it has had so far. */
  async peak(): Promise<number> {
    const status = await readFile(`/proc/${this.#process.pid}/status`, "utf8");
    return Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1]) * 1024;
  }

  get acknowledges(): boolean {
    return this.name === FULL;
  }

  /** Resolves once it uses next to no processor time: what it had to do has been done. */
  async settled(): Promise<void> {
    for (let calm = 0; calm < 3;) {
      const before = await this.cpu();
      await Bun.sleep(100);
      calm = (await this.cpu()) - before <= TICK ? calm + 1 : 0;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#process.exited;
    rmSync(this.#folder, { recursive: true });
  }
}
