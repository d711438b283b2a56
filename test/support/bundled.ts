/** Programs of tests, each made one file once for all files that this process runs: it starts in half of the time. */
import { basename, join } from "node:path";
import { afterRun } from "./after-run";
import { quickFolder } from "./folder";

const made = new Map<string, Promise<string>>();

/** The program at `path`, with all that it imports. */
export function bundled(path: string): Promise<string> {
  const known = made.get(path) ?? bundle(path);
  made.set(path, known);
  return known;
}

async function bundle(path: string): Promise<string> {
  const folder = await quickFolder("chuan-program-");
  afterRun('rm -rf "$1"', folder);
  await Bun.build({ entrypoints: [path], outdir: folder, target: "bun", throw: true });
  return join(folder, basename(path).replace(/\.ts$/, ".js"));
}
