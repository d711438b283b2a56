/** What all commands share: they read one argument, report progress, and fail in one line. */
import { readConfig } from "../config";
import type { StoreLocation } from "../../store";

/** Milliseconds between two lines of progress. */
const EVERY = 1000;

export interface Tool {
  /** The file that the command got as its argument. */
  path: string;
  store: StoreLocation;
  /** Reports progress, now and then. */
  progress: (items: number) => void;
}

/** Runs a command that takes one file. What it throws becomes one line and the exit code 1. */
export async function runTool(name: string, work: (tool: Tool) => Promise<string>): Promise<void> {
  await run(name, "FILE", ([path, ...more]) => {
    if (path === undefined || more.length > 0) return undefined;
    return (store) => work({ path, store, progress: teller() });
  });
}

/** Runs a command that takes nothing but the settings, as `runTool` does. */
export async function runPlainTool(
  name: string,
  work: (store: StoreLocation) => Promise<string>,
): Promise<void> {
  await run(name, "", (args) => (args.length > 0 ? undefined : work));
}

/** `workFor` makes the work of the arguments, or returns undefined when they are not as `usage` says. */
async function run(
  name: string,
  usage: string,
  workFor: (args: string[]) => ((store: StoreLocation) => Promise<string>) | undefined,
): Promise<void> {
  try {
    const work = workFor(process.argv.slice(2));
    if (!work) throw new Error(`usage: bun run ${name} ${usage}`.trim());
    const { store } = readConfig(process.env);
    say(await work(store));
  } catch (error) {
    say(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}

function teller(): (items: number) => void {
  let last = performance.now();
  return (items) => {
    if (performance.now() - last < EVERY) return;
    last = performance.now();
    say(`${items} rooms and messages so far`);
  };
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
