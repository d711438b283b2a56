/** How long a machine waits for its database before it does something about it. All in milliseconds. */
export interface DatabasePatience {
  /** For a statement to be answered: above any good day's, below what a person waits for. */
  answer: number;
  /** For a connection to be made, and until the next attempt begins when one was needed. */
  connection: number;
  attempt: number;
  /** Of silence, after which this machine says something, which every machine hears. */
  silence: number;
  /** In which it has to hear that itself; and when it boots, from when it was surely said. */
  echo: number;
  echoAtBoot: number;
  /** For which a message waits for a database that is away. */
  message: number;
}

export const DATABASE_PATIENCE: DatabasePatience = {
  answer: 3000,
  connection: 5000,
  attempt: 1000,
  silence: 1000,
  echo: 2000,
  echoAtBoot: 5000,
  message: 3000,
};
