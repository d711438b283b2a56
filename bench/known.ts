/**
 * A store in use for a while: 10,000 people are known, and belong to 1,000 rooms. It is filled over the wire, so that a version
 * without members can have it, too.
 */
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { Machine } from "../test/chaos/machine";
import { RAISED } from "./raised";
import { Writer } from "./writer";

const PEOPLE = 10_000;
const ROOMS = 1000;
const AT_ONCE = 200;
const HEADER = "X-Real-IP";

/** With these settings, people who have spoken are known, and nobody else can connect. */
export const BY_INVITATION = { ACCESS: "invited" };

/** The key of a person. Numbers above the number of people are keys of their further devices. */
export const keyOf = (n: number): string => `the key of person number ${n % PEOPLE}`;

export interface KnownStore extends AsyncDisposable {
  /** Makes a copy of the store in a folder. */
  copyTo: (folder: string) => Promise<void>;
}

/** Fills a store by a version's server, in a folder of its own. */
export async function knownStore(script: string): Promise<KnownStore> {
  const folder = await mkdtemp(`${tmpdir()}/chuan-known-`);
  const env = { ...RAISED, TRUSTED_PROXY: HEADER, DATABASE_URL: `sqlite:${folder}/chuan.db` };
  await using machine = new Machine(env, script);
  await machine.start();
  for (let n = 0; n < PEOPLE; n += AT_ONCE)
    await Promise.all(Array.from({ length: AT_ONCE }, (_, more) => visit(machine.port, n + more)));
  await machine.leave();
  return {
    copyTo: (other) => cp(folder, other, { recursive: true }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Connects a person from an address of their own, who joins a room, sends a message and leaves. */
async function visit(port: number, n: number): Promise<void> {
  const address = `10.1.${Math.floor(n / 250)}.${n % 250}`;
  const writer = await Writer.join(port, `known-${n % ROOMS}`, {
    key: keyOf(n),
    headers: [`${HEADER}: ${address}`],
  });
  await writer.send();
  writer.leave();
}
