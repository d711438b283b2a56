/**
 * The programs of `program.ts`, compiled once for all workers of a test run. A process of one reads bytecode instead of TypeScript: a
 * server takes 130 ms of a processor to start, and 430 from its source.
 */
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ENCODER } from "../../src/start/files";
import { onceARun } from "./once-a-run";
import type { Program } from "./program";

const PROGRAM = join(import.meta.dir, "program.ts");
/** On a disk, because nothing in memory can be executed where that is mounted so. */
const FOLDER = join(tmpdir(), "chuan-programs-");
const FILE = "program";

let made: Promise<string> | undefined;

/** The command that starts this program. */
export async function commandOf(program: Program): Promise<[file: string, program: Program]> {
  return [join(await (made ??= onceARun(FOLDER, compile)), FILE), program];
}

/** Makes the program, and what it reads beside itself. */
async function compile(parts: string): Promise<void> {
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
}
