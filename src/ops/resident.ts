/** Bytes of the process's resident memory; undefined while no file descriptor is left to read it with. */
export function residentBytes(): number | undefined {
  try {
    return process.memoryUsage.rss();
  } catch {
    return undefined;
  }
}
