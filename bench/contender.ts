/** The servers that are compared, each in a process of its own with a folder of its own. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { RAISED } from "./raised";
import { linesOf } from "../test/support/lines";
import { Usage } from "./usage";

/** In the order in which they are shown. The first is the one that the others are compared with. */
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

export class Contender extends Usage {
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
    super(process.pid);
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

  get acknowledges(): boolean {
    return this.name === FULL;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#process.exited;
    rmSync(this.#folder, { recursive: true });
  }
}
