/**
 * The programs of `program.ts`, compiled once for all files that this process runs. A process of one reads bytecode instead of TypeScript: a
 * server takes 130 ms of a processor to start, and 430 from its source.
 */
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ENCODER } from "../../src/start/files";
import { afterRun } from "./after-run";
import type { Program } from "./program";

const PROGRAM = join(import.meta.dir, "program.ts");

let made: Promise<string> | undefined;

/** The command that starts this program. */
export async function commandOf(program: Program): Promise<[file: string, program: Program]> {
  return [await (made ??= compile()), program];
}

async function compile(): Promise<string> {
  // Every run loads this file, and bundles nothing before a program is started.
  const { writePage } = await import("./server");
  // Nothing in memory can be executed where that is mounted so.
  const parts = await mkdtemp(join(tmpdir(), "chuan-programs-"));
  afterRun('rm -rf "$1"', parts);
  const file = join(parts, "program");
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
      compile: { outfile: file, execArgv: ["--no-orphans"] },
      define: {
        PARTS: JSON.stringify(parts),
        BUN: JSON.stringify(process.execPath),
        "process.env.NODE_ENV": '"production"',
      },
    }),
  ]);
  return file;
}
