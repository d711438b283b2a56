/** Resolves once `holds`; rejects with what did not happen when it has not after twenty seconds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`${what} did not happen within 20 s`);
    await Bun.sleep(0);
  }
}
