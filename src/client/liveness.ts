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

export interface Liveness {
  /** Checks whether the connection is alive, and renews it if the server does not answer in time. */
  look: () => void;
  /** To be called when the server has greeted on a connection. */
  greeted: () => void;
}

/** Milliseconds after an answer without another check: several events of waking come together, and the last one may matter. */
const FRESH = 1000;
/** The longest patience, as a multiple of the first. */
const MOST = 16;

/**
 * A loaded server answers late, and must not be reconnected to over and over: after each renewal the next answer may take
 * twice as long, and always twice as long as the last one took. A new connection is asked at once how long that is now.
 */
export function createLivenessCheck({
  isConnected,
  ask,
  renew,
  patience,
}: LivenessParts): Liveness {
  let within = patience;
  let answeredAt = -Infinity;
  let current: object | undefined;
  let later: ReturnType<typeof setTimeout> | undefined;

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

  function look(): void {
    if (current || later || !isConnected()) return;
    const rest = answeredAt + FRESH - Date.now();
    if (rest <= 0) return probe();
    later = setTimeout(() => {
      later = undefined;
      look();
    }, rest);
  }

  return {
    look,
    greeted() {
      if (within > patience && !current) probe();
    },
  };
}
