/** Files that are sent in steps take turns: each holds a step in memory for as long as its reader does not take it (H38). */
import { clientAddress, type Fetch, networkOf, type TrustedHeader } from "../engine";
import type { FileReader } from "./serve-file";

/** Streams under way at most. Each holds up to 60 KB: a step, and what Bun has of it. */
const AT_ONCE = 1024;
/** An address may have so many times fewer than are free: others always find a place. */
const SHARE = 4;
/** Seconds for which a request waits for its turn. */
const PATIENCE = 60;

/** Makes the function that reads a file for a request: a file in steps when it is the turn of its client. A file on disk is sent by Bun. */
export type ReadInTurn = (
  reader: Pick<FileReader, "read">,
  ...asked: Parameters<Fetch>
) => FileReader["read"];

/** `idleTimeout` is the seconds without a byte after which a request is ended whose turn it is. */
export function createReadInTurn(addressHeader: TrustedHeader, idleTimeout: number): ReadInTurn {
  const turns = createFileTurns();
  return (reader, request, server) => {
    // Before anything is waited for: a request whose client has gone has no address.
    const address = networkOf(clientAddress(request, server, addressHeader));
    return async (...asked) => {
      const bytes = await reader.read(...asked);
      if (!(bytes instanceof ReadableStream)) return bytes;
      server.timeout(request, PATIENCE);
      return turns.inTurn(address, bytes, () => server.timeout(request, idleTimeout));
    };
  };
}

export interface FileTurns {
  /** The same bytes, from when it is the turn of this address. `onTurn` is called then. */
  inTurn(
    address: string,
    bytes: ReadableStream<Uint8Array>,
    onTurn: () => void,
  ): ReadableStream<Uint8Array>;
}

interface Turn {
  begun: Promise<void>;
  /** Gives the place back, or goes from the queue. */
  end: () => void;
}

export function createFileTurns(atOnce = AT_ONCE): FileTurns {
  const takeTurn = createTurns(atOnce);
  return {
    inTurn(address, bytes, onTurn) {
      const reader = bytes.getReader();
      let turn: Turn | undefined;

      async function pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
        if (!turn) {
          turn = takeTurn(address);
          await turn.begun;
          onTurn();
        }
        const { value, done } = await reader.read();
        if (value) controller.enqueue(value);
        if (!done) return;
        controller.close();
        turn.end();
      }

      return new ReadableStream<Uint8Array>(
        {
          pull: (controller) =>
            pull(controller).catch((error: unknown) => {
              turn?.end();
              throw error;
            }),
          cancel(reason) {
            turn?.end();
            return reader.cancel(reason);
          },
        },
        { highWaterMark: 0 },
      );
    },
  };
}

/** Makes a function that takes a turn for an address: those of one address begin in the order in which they were taken. */
function createTurns(atOnce: number): (address: string) => Turn {
  const begun = new Map<string, number>();
  const waiting = new Map<string, Set<() => void>>();
  let free = atOnce;

  const mayBegin = (address: string) => (begun.get(address) ?? 0) < free / SHARE;

  function change(address: string, by: 1 | -1): void {
    free -= by;
    const count = (begun.get(address) ?? 0) + by;
    if (count > 0) begun.set(address, count);
    else begun.delete(address);
  }

  function beginWaiting(): void {
    for (const [address, queue] of waiting)
      for (const begin of queue) {
        if (!mayBegin(address)) break;
        drop(address, begin);
        begin();
      }
  }

  function drop(address: string, begin: () => void): boolean {
    const queue = waiting.get(address);
    const isWaiting = queue?.delete(begin) ?? false;
    if (queue?.size === 0) waiting.delete(address);
    return isWaiting;
  }

  return (address) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const begin = () => {
      change(address, 1);
      resolve();
    };
    let hasEnded = false;
    if (mayBegin(address)) begin();
    else waiting.set(address, (waiting.get(address) ?? new Set()).add(begin));
    return {
      begun: promise,
      end() {
        if (hasEnded) return;
        hasEnded = true;
        if (!drop(address, begin)) change(address, -1);
        beginWaiting();
      },
    };
  };
}
