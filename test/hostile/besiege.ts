/** An attack that goes on, from a process of its own. */
import { within } from "../support/deadline";

/** Milliseconds: on a busy machine a process takes its time to start. */
const DEADLINE = 15_000;

/** Somebody who does not stop. To dispose of it is to end it, connections and all. */
export interface Mallory extends AsyncDisposable {
  /** From now on it does nothing more, and keeps what it has open. */
  fallSilent(): void;
}

/** Keeps up the siege of this title, from now on, when it has succeeded in doing at least once what it does. */
export async function besiege(url: string, title: string): Promise<Mallory> {
  const { promise: begun, resolve } = Promise.withResolvers<unknown>();
  const mallory = Bun.spawn({
    cmd: [process.execPath, `${import.meta.dir}/mallory.ts`, url, title],
    stdout: "ignore",
    stderr: "inherit",
    ipc: resolve,
  });
  await within(DEADLINE, `the beginning of ${title}`, begun);
  return {
    fallSilent: () => mallory.kill("SIGSTOP"),
    async [Symbol.asyncDispose]() {
      mallory.kill("SIGKILL");
      await mallory.exited;
    },
  };
}
