/** All programs that tests start as processes of their own, in one: the first argument names the program. `compiled.ts` compiles it. */
import { readSources } from "../../src/http/sources";
import { createLogger } from "../../src/logging/logger";
import { type Command, runCommand } from "../../src/start/commands/command";
import { BUN_PATH, ENCODER, PAGE } from "./program-parts";

const PROGRAMS = {
  /** As in the image. */
  async server() {
    const { run } = await import("../../src/start/main");
    await run(createLogger, readSources(PAGE), ENCODER);
  },
  async "faulty-server"() {
    await import("./faulty");
    await PROGRAMS.server();
  },
  health: () => import("../../src/start/commands/health"),
  backup: () => command(import("../../src/start/commands/backup").then((it) => it.backupCommand)),
  export: () => command(import("../../src/start/commands/export").then((it) => it.exportCommand)),
  import: () => command(import("../../src/start/commands/import").then((it) => it.importCommand)),
  invite: () => command(import("../../src/start/commands/invite").then((it) => it.inviteCommand)),
  people: () => command(import("../../src/start/commands/people").then((it) => it.peopleCommand)),
  rekey: () => command(import("../../src/start/commands/rekey").then((it) => it.rekeyCommand)),
  "files-child": () => import("../store/files-child"),
  "planted-server": () => import("../chaos/planted-server"),
  guarded: () => counted(() => import("../hostile/guarded")),
  stock: () => counted(() => import("../hostile/stock")),
  "engine-only": () => counted(() => import("../hostile/engine-only")),
};

export type Program = keyof typeof PROGRAMS;

async function command(loaded: Promise<Command>): Promise<void> {
  await runCommand(await loaded);
}

/** Loads a victim whose timers are counted from the first on. */
async function counted(load: () => Promise<unknown>): Promise<void> {
  await import("../hostile/timers");
  await load();
}

const isProgram = (name: string): name is Program => name in PROGRAMS;

const [name = ""] = process.argv.splice(2, 1);
// Bun runs the script that encodes a picture; the compiled program could not.
process.execPath = BUN_PATH;
if (!isProgram(name)) throw new Error(`there is no program ${name}`);
await PROGRAMS[name]();
