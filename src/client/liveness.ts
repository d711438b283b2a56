/** Checks whether a connection is still alive: a connection whose network was lost reports nothing. */

export interface LivenessParts {
  /** Whether there is a connection that the server has greeted on. */
  isConnected: () => boolean;
  /** Sends the server a request that it answers at once; any answer counts. */
  ask: (answered: () => void) => void;
  /** Ends the connection and makes another. */
  renew: () => void;
  /** Milliseconds within which the first answer has to come. */
  patience: number;
}

/** Milliseconds after an answer without another check: several events of waking come together. */
const FRESH = 1000;
/** The longest patience, as a multiple of the first. */
const MOST = 16;

/**
 * The returned function checks whether the connection is alive, and renews it if the server does not answer in time.
 * A loaded server answers late, and must not be reconnected to over and over: after each renewal the next answer may take
 * twice as long, and always twice as long as the last one took.
 */
export function createLivenessCheck({
  isConnected,
  ask,
  renew,
  patience,
}: LivenessParts): () => void {
  let within = patience;
  let answeredAt = -Infinity;
  let current: object | undefined;

  function probe(): void {
    const question = {};
    const askedAt = Date.now();
    current = question;
    ask(() => {
      if (current !== question) return;
      current = undefined;
      answeredAt = Date.now();
      within = Math.max(patience, 2 * (answeredAt - askedAt));
    });
    setTimeout(() => {
      if (current !== question) return;
      current = undefined;
      if (!isConnected()) return;
      // This process was asleep itself, and has not read yet what came meanwhile.
      if (Date.now() > askedAt + within + FRESH) return probe();
      within = Math.min(within * 2, patience * MOST);
      renew();
    }, within);
  }

  return () => {
    if (!current && Date.now() - answeredAt >= FRESH && isConnected()) probe();
  };
}
