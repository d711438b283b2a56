/** What is said of many measurements. */

export function median(figures: readonly number[]): number {
  return percentile(figures, 50);
}

/** The value that `percent` of the figures do not exceed (nearest rank). NaN when there are none. */
export function percentile(figures: readonly number[], percent: number): number {
  const rising = figures.toSorted((one, other) => one - other);
  return rising[Math.max(0, Math.ceil((percent / 100) * rising.length) - 1)] ?? Number.NaN;
}
