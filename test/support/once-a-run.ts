/** What all workers of a test run share on disk: made by the first of them that needs it, and removed after the last. */
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { afterRun, REMOVE_FOLDER } from "./after-run";
import { until } from "./until";

/** In a shared folder: it is there once all else is. */
const READY = "ready";

/** A folder that `make` has filled, whose path begins with `prefix`. Nobody may change what is in it. */
export async function onceARun(
  prefix: string,
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const run = runOf();
  if (run === undefined) {
    const own = await mkdtemp(prefix);
    afterRun(REMOVE_FOLDER, own);
    await make(own);
    return own;
  }
  const folder = prefix + run;
  const isFirst = await mkdir(folder).then(
    () => true,
    () => false,
  );
  await mkdir(join(folder, "workers", String(process.pid)), { recursive: true });
  afterRun(
    `rmdir "$1/workers/$2" "$1/workers" || exit; ${REMOVE_FOLDER}`,
    folder,
    String(process.pid),
  );
  if (isFirst) {
    await make(folder);
    await Bun.write(join(folder, READY), "");
  } else
    await until(`${folder}, which another worker fills`, () => existsSync(join(folder, READY)));
  return folder;
}

/** What names the run of `bun test --parallel` of which this process is a worker: the id of the run's process, and when that was started. */
function runOf(): string | undefined {
  if (process.env["BUN_TEST_WORKER_ID"] === undefined) return undefined;
  const stat = `/proc/${process.ppid}/stat`;
  if (!existsSync(stat)) return undefined;
  // proc(5): behind the name, which may have spaces, the twentieth field is the time of the start.
  const fields = readFileSync(stat, "utf8").split(") ").at(-1)?.split(" ");
  return `${process.ppid}-${fields?.[19]}`;
}
