/** Starts a siege: an attack that goes on, from a process of its own. */
import { join } from "node:path";
import { within } from "../support/deadline";

/** Milliseconds: on a busy machine a process takes its time to start, and to be let in. */
const DEADLINE = 30_000;

/** A running siege. Disposing of it ends it and its connections. */
export interface Mallory extends AsyncDisposable {
  /** Stops the attack, and keeps its connections open. */
  fallSilent(): void;
}

type Attacker = Bun.Subprocess;

const underWay = new Set<Attacker>();

/**
 * Keeps up the siege of this title from now on, when it has succeeded in doing at least once what it does. Rejects when it
 * has not within `patience` milliseconds, and then nothing of it is left.
 */
export function besiege(url: string, title: string, patience = DEADLINE): Promise<Mallory> {
  return attack(title, "mallory", [url, title], patience);
}

/** Keeps up all that `horde.ts` does, from each of these addresses in the header that the server trusts. */
export function besiegeFrom(url: string, header: string, addresses: string[]): Promise<Mallory> {
  return attack("everything at once", "horde", [url, header, ...addresses], DEADLINE);
}

async function attack(
  what: string,
  program: "mallory" | "horde",
  args: string[],
  patience: number,
): Promise<Mallory> {
  const { promise: begun, resolve } = Promise.withResolvers<unknown>();
  const mallory = Bun.spawn({
    // Its few small files start in a fourth of the time of the compiled programs.
    cmd: [process.execPath, "--no-orphans", join(import.meta.dir, `${program}.ts`), ...args],
    stdout: "ignore",
    stderr: "inherit",
    ipc: resolve,
  });
  underWay.add(mallory);
  const ended = mallory.exited.then((code) => {
    throw new Error(`the attacker of ${what} has ended: ${code}`);
  });
  try {
    await within(patience, `the beginning of ${what}`, Promise.race([begun, ended]));
  } catch (error) {
    await end(mallory);
    throw error;
  }
  return {
    fallSilent: () => mallory.kill("SIGSTOP"),
    [Symbol.asyncDispose]: () => end(mallory),
  };
}

async function end(mallory: Attacker): Promise<void> {
  mallory.kill("SIGKILL");
  await mallory.exited;
  underWay.delete(mallory);
}

/** Ends every siege. A test that times out does not end its own, and the next test would meet it. */
export async function endSieges(): Promise<void> {
  await Promise.all([...underWay].map(end));
}
