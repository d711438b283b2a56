/** Finding out at once whether a connection still lives: one that lost its network on the way says nothing of it. */

export interface LivenessParts {
  /** Whether there is a connection that the server has greeted on. */
  isConnected: () => boolean;
  /** Asks the server for anything that it answers at once, whatever the answer. */
  ask: (answered: () => void) => void;
  /** Ends the connection and makes another. */
  renew: () => void;
  /** Milliseconds in which the first answer has to come. */
  patience: number;
}

/** Milliseconds after an answer within which nothing more is asked: several signs of waking come together. */
const FRESH = 1000;
/** The longest patience, in times of the first. */
const MOST = 16;

/**
 * The function looks whether the connection lives, and renews it if the server does not answer in time. A server
 * under load answers late, and is not to be left over and over: each time that it is, the next answer may take
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
      // The page was asleep itself, and what came meanwhile has not been read yet.
      if (Date.now() > askedAt + within + FRESH) return probe();
      within = Math.min(within * 2, patience * MOST);
      renew();
    }, within);
  }

  return () => {
    if (!current && Date.now() - answeredAt >= FRESH && isConnected()) probe();
  };
}
