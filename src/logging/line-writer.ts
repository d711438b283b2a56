/** Writes lines to where somebody may read them, who may be slow, or not read at all. */
import { write } from "node:fs";

export interface LineWriter {
  /** Takes a line with its end. It returns at once, and lines are written in the order in which they came. */
  write: (line: string) => void;
  /** Calls back when everything that was taken is written, or cannot be. */
  flush: (done: () => void) => void;
}

/** Characters that may wait to be read. */
const MOST_WAITING = 1024 * 1024;
/** Milliseconds after which a file is tried again that takes nothing at the moment. */
const AGAIN = 20;

/**
 * A writer to an open file, mostly a pipe. It never waits for the reader: what is more than a megabyte ahead of them is
 * left out, and `leftOut` makes the line that says how many lines that were, once they read on. pino's own destination
 * would make everybody wait when it is synchronous, and the process at its end when it is not.
 */
export function createLineWriter(fd: number, leftOut: (lines: number) => string): LineWriter {
  let waiting: string[] = [];
  /** Characters of what waits and of what is being written. */
  let length = 0;
  let missing = 0;
  let isWriting = false;
  let flushing: (() => void)[] = [];

  function next(): void {
    if (waiting.length === 0 && missing === 0) return rest();
    const lines = waiting;
    const text = lines.join("");
    const bytes = Buffer.from(missing > 0 ? text + leftOut(missing) : text);
    const missed = missing;
    waiting = [];
    missing = 0;
    isWriting = true;
    writeAll(fd, bytes, (isWritten) => {
      length -= text.length;
      if (isWritten) return next();
      // Until the next line comes: a disk may have space again then.
      missing += missed + lines.length;
      rest();
    });
  }

  function rest(): void {
    isWriting = false;
    const told = flushing;
    flushing = [];
    for (const done of told) done();
  }

  return {
    write(line) {
      if (length + line.length > MOST_WAITING) {
        missing += 1;
        return;
      }
      waiting.push(line);
      length += line.length;
      if (!isWriting) next();
    },
    flush(done) {
      if (isWriting) flushing.push(done);
      else done();
    },
  };
}

/** Writes all of it, on a thread that may wait, and calls back with whether it could be. */
function writeAll(fd: number, bytes: Uint8Array, done: (isWritten: boolean) => void): void {
  write(fd, bytes, (error, count) => {
    if (error?.code === "EAGAIN") setTimeout(writeAll, AGAIN, fd, bytes, done);
    else if (error) done(false);
    else if (count < bytes.length) writeAll(fd, bytes.subarray(count), done);
    else done(true);
  });
}
