/**
 * The programs of `program.ts`, compiled once for all workers of a test run. A process of one reads bytecode instead of TypeScript: a
 * server takes 130 ms of a processor to start, and 430 from its source.
 */
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ENCODER } from "../../src/start/files";
import { afterRun } from "./after-run";
import type { Program } from "./program";
import { until } from "./until";

const PROGRAM = join(import.meta.dir, "program.ts");
/** Where folders with programs are: on a disk, because nothing in memory can be executed where that is mounted so. */
const FOLDER = join(tmpdir(), "chuan-programs-");
/** In such a folder: the program, and what is there when it is whole. */
const [FILE, READY] = ["program", "ready"];

let made: Promise<string> | undefined;

/** The command that starts this program. */
export async function commandOf(program: Program): Promise<[file: string, program: Program]> {
  return [join(await (made ??= compiled()), FILE), program];
}

/** The folder with the compiled program. The first worker of a run that needs it compiles it, and the last one that ends removes it. */
async function compiled(): Promise<string> {
  const run = runOf();
  if (run === undefined) {
    const own = await mkdtemp(FOLDER);
    afterRun('rm -rf "$1"', own);
    return compile(own);
  }
  const folder = FOLDER + run;
  const isFirst = await mkdir(folder).then(
    () => true,
    () => false,
  );
  await mkdir(join(folder, "workers", String(process.pid)), { recursive: true });
  afterRun('rmdir "$1/workers/$2" "$1/workers" && rm -rf "$1"', folder, String(process.pid));
  if (isFirst) return compile(folder);
  await until("the programs, which another worker compiles", () => existsSync(join(folder, READY)));
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

async function compile(parts: string): Promise<string> {
  // Every run loads this file, and bundles nothing before a program is started.
  const { writePage } = await import("./server");
  const small = { target: "bun", minify: { syntax: true, whitespace: true } } as const;
  await Promise.all([
    writePage(join(parts, "page")),
    Bun.build({ ...small, entrypoints: [ENCODER], outdir: parts }),
    Bun.build({
      ...small,
      entrypoints: [PROGRAM],
      format: "esm",
      bytecode: true,
      // No program outlives the tests, however they end.
      compile: { outfile: join(parts, FILE), execArgv: ["--no-orphans"] },
      define: {
        PARTS: JSON.stringify(parts),
        BUN: JSON.stringify(process.execPath),
        "process.env.NODE_ENV": '"production"',
      },
    }),
  ]);
  await Bun.write(join(parts, READY), "");
  return parts;
}
