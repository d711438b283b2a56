/** Milliseconds: each pause is one longer than the one before, because looking takes the processor from what is waited for. */
const LONGEST = 20;

/** Resolves once `holds`; rejects with what did not happen when it has not after twenty seconds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 20_000;
  for (let pause = 0; !(await holds()); pause = Math.min(pause + 1, LONGEST)) {
    if (performance.now() > deadline) throw new Error(`${what} did not happen within 20 s`);
    await Bun.sleep(pause);
  }
}
