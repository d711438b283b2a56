/** Resolves once `holds`; rejects with what did not happen when it has not after five seconds. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 5000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`${what} did not happen within 5 s`);
    await Bun.sleep(0);
  }
}
