/** Writes lines to a file or a pipe whose reader may be slow, or not read at all. */
import { write } from "node:fs";

export interface LineWriter {
  /** Takes a line with its line end, and returns at once. Lines are written in the order of the calls. */
  write: (line: string) => void;
  /** Calls back when all lines are written, or cannot be. */
  flush: (done: () => void) => void;
}

/** Characters that may be unread. */
const MOST_WAITING = 1024 * 1024;
/** Milliseconds until a write is tried again that the file did not accept. */
const AGAIN = 20;

/**
 * A writer to an open file, usually a pipe. It never waits for the reader: it drops lines while a megabyte is unread, and
 * writes the line that `leftOut` makes of their number when the reader continues. pino's own destination would block the
 * server when it is synchronous, and the end of the process when it is not.
 */
export function createLineWriter(fd: number, leftOut: (lines: number) => string): LineWriter {
  let waiting: string[] = [];
  /** Characters that wait or are being written. */
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
      // The next line is tried again: the disk may have space by then.
      missing += missed + lines.length;
      rest();
    });
  }

  function rest(): void {
    isWriting = false;
    const flushed = flushing;
    flushing = [];
    for (const done of flushed) done();
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

/** Writes everything, on a thread that may block, and calls back with whether that succeeded. */
function writeAll(fd: number, bytes: Uint8Array, done: (isWritten: boolean) => void): void {
  write(fd, bytes, (error, count) => {
    if (error?.code === "EAGAIN") setTimeout(writeAll, AGAIN, fd, bytes, done);
    else if (error) done(false);
    else if (count < bytes.length) writeAll(fd, bytes.subarray(count), done);
    else done(true);
  });
}
