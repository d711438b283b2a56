/** How long a machine waits for its database before it acts. All in milliseconds. */
export interface DatabasePatience {
  /** For the answer to a statement: longer than any healthy database takes, shorter than a person waits. */
  answer: number;
  /** For a connection to be made, and until the next attempt begins when one was needed. */
  connection: number;
  attempt: number;
  /** Of silence, after which this machine sends a sign of life that every machine hears. */
  silence: number;
  /** In which it must hear its own sign of life; and at boot, counted from when that was sent for certain. */
  echo: number;
  echoAtBoot: number;
  /** For which a message waits for a database that is away. */
  message: number;
  /** Of silence, after which what is known of people and rooms counts for nothing (P32). */
  stale: number;
}

export const DATABASE_PATIENCE: DatabasePatience = {
  answer: 3000,
  connection: 5000,
  attempt: 1000,
  silence: 1000,
  echo: 2000,
  echoAtBoot: 5000,
  message: 3000,
  stale: 5000,
};
