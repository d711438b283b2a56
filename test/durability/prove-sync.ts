/**
 * `bun run prove-sync`: shows by the system calls of the real server that no acknowledgement leaves
 * before the sync that covers it (P7), and by a server that acknowledges first that this would be seen.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { Machine, MAIN } from "../chaos/machine";
import { UNLIMITED } from "../support/server";
import { Client } from "../support/client";
import { within } from "../support/deadline";
import { judge, type Verdict } from "./judge";

const PLANTED_SERVER = `${import.meta.dir}/../chaos/planted-server.ts`;
const CALLS = "fsync,fdatasync,pwrite64,pwritev,write,writev,sendto,sendmsg";
/** Longer than a page of the database, so that none is cut short. */
const LONGEST = "70000";
const WRITERS = 20;
const MESSAGES = 25;
const ENDED_WITHIN = 5000;

/** What the server `script` did while many people wrote at once. */
async function prove(script: string, env: Record<string, string> = {}): Promise<Verdict> {
  const folder = await mkdtemp(`${tmpdir()}/chuan-prove-sync-`);
  const trace = `${folder}/trace`;
  // As a detached grandchild, so that the signals meant for the server reach it.
  const strace = ["strace", "-D", "-f", "-y", "-s", LONGEST, "-e", `trace=${CALLS}`, "-o", trace];
  const store = { DATABASE_URL: `sqlite:${folder}/chuan.db`, DRAIN_SECONDS: "0" };
  {
    await using machine = new Machine({ ...UNLIMITED, ...store, ...env }, script, strace);
    await machine.start();
    await writeAtOnce(`http://127.0.0.1:${machine.port}`);
  }
  const verdict = judge(await within(ENDED_WITHIN, "the end of the trace", wholeTrace(trace)));
  await rm(folder, { recursive: true });
  return verdict;
}

/** The tracer goes on writing for a moment after the server has gone. */
async function wholeTrace(path: string): Promise<string> {
  for (;;) {
    const trace = await Bun.file(path).text();
    if (/\+\+\+ (exited|killed) .*\n$/.test(trace)) return trace;
    await Bun.sleep(20);
  }
}

async function writeAtOnce(url: string): Promise<void> {
  const writers = Array.from({ length: WRITERS }, async (_, writer) => {
    await using client = await Client.connect(url);
    for (let n = 0; n < MESSAGES; n += 1) {
      const id = `proof-${String(writer * MESSAGES + n).padStart(6, "0")}`;
      await client.say("prove it", { id });
    }
  });
  await Promise.all(writers);
}

function say(what: string, { acknowledged, syncs, early }: Verdict): void {
  console.log(
    `${what}: ${acknowledged} acknowledgements, ${syncs} syncs, ${early.length} too early`,
  );
}

const real = await prove(MAIN);
say("this server", real);
const planted = await prove(PLANTED_SERVER, { PLANTED: "forgets what it acknowledged" });
say("a server that acknowledges first", planted);
const isProved = real.acknowledged === WRITERS * MESSAGES && real.early.length === 0;
process.exitCode = isProved && planted.early.length > 0 ? 0 : 1;
