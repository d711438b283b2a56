/** Connections that are opened when they are needed: Bun's own pool opens all of them at its first statement. */
import type { SQL } from "bun";

export interface Pool {
  run: <Row>(statement: string, parameters: unknown[]) => Promise<Row[]>;
  /** Closes the connections that run nothing: Bun keeps the buffers of each as large as its largest statement and answer. */
  shrink: () => Promise<void>;
  /** Closes the connections, after running statements or after so many seconds. */
  close: (timeout: number) => Promise<void>;
}

interface Connection {
  sql: SQL;
  /** How many statements it runs, or has yet to run. */
  running: number;
}

const stateOf = ({ running }: Connection) => (running === 0 ? "idle" : "busy");

/** A pool of at most `size` connections, each of which `connect` opens. */
export function createPool(size: number, connect: () => SQL): Pool {
  let opened: Connection[] = [];
  let most = size;

  /** A free connection, a new one where none is free, or the one with the fewest statements. */
  function take(): Connection {
    let found = opened[0];
    for (const one of opened) if (found && one.running < found.running) found = one;
    if (found && (found.running === 0 || opened.length >= most)) return found;
    const added = { sql: connect(), running: 0 };
    opened.push(added);
    return added;
  }

  return {
    async run<Row>(statement: string, parameters: unknown[]): Promise<Row[]> {
      const connection = take();
      connection.running += 1;
      try {
        return await connection.sql.unsafe<Row[]>(statement, parameters);
      } finally {
        connection.running -= 1;
      }
    },

    async shrink() {
      const { idle = [], busy = [] } = Object.groupBy(opened, stateOf);
      opened = busy;
      await Promise.all(idle.map(({ sql }) => sql.close({ timeout: 0 })));
    },

    async close(timeout) {
      // What is asked afterwards is rejected by a connection that is closed.
      if (opened.length === 0) take();
      most = opened.length;
      await Promise.all(opened.map(({ sql }) => sql.close({ timeout })));
    },
  };
}
