/** Medians, percentiles and intervals of measurements. */

export function median(figures: readonly number[]): number {
  return percentile(figures, 50);
}

/** The value that `percent` of the figures do not exceed (nearest rank). NaN when there are none. */
export function percentile(figures: readonly number[], percent: number): number {
  const rising = figures.toSorted((one, other) => one - other);
  return rising[Math.max(0, Math.ceil((percent / 100) * rising.length) - 1)] ?? Number.NaN;
}

/**
 * An interval that holds the true median with a probability of at least 95 %, whatever the distribution: from the k-th
 * lowest to the k-th highest figure (David and Nagaraja, Order Statistics, 2003, 7.1). Six figures are the fewest
 * that have one; of fewer, the lowest and the highest are returned.
 */
export function medianInterval(figures: readonly number[]): [least: number, most: number] {
  const rising = figures.toSorted((one, other) => one - other);
  const k = outerRanks(rising.length);
  return [rising[k] ?? Number.NaN, rising[rising.length - 1 - k] ?? Number.NaN];
}

/** How many figures may be left out on each side: at most 2.5 % for the median to lie beyond. */
function outerRanks(count: number): number {
  let [k, term, beyond] = [0, 0.5 ** count, 0.5 ** count];
  while (beyond + (term = (term * (count - k)) / (k + 1)) <= 0.025) {
    k += 1;
    beyond += term;
  }
  return k;
}
