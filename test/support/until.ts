/** Looks without a pause at first, and the milliseconds between later ones: they take the processor from what is waited for. */
const AT_ONCE = 300;
const PAUSE = 5;

/** Resolves once `holds`; rejects with what did not happen when it has not after twenty seconds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 20_000;
  for (let looks = 1; !(await holds()); looks += 1) {
    if (performance.now() > deadline) throw new Error(`${what} did not happen within 20 s`);
    await Bun.sleep(looks < AT_ONCE ? 0 : PAUSE);
  }
}
