/** The chat reports its work by these; metrics are made of them. All times are milliseconds. */
import type { Act, ErrorCode } from "../protocol";

export interface Measurements {
  /** A message was acknowledged, so long after it came. */
  acknowledged: (after: number) => void;
  /** A message was given to so many connections, so long after it was stored. */
  passedOn: (receivers: number, afterStored: number) => void;
  /** A message that was sent here was given to the connections here, so long after it came. */
  fannedOut: (after: number) => void;
  refused: (event: string, code: ErrorCode) => void;
  /** Somebody did something to keep order. */
  acted: (act: Act) => void;
  /** Somebody reported a message. */
  reported: () => void;
  /** A page of history was read. */
  pageRead: () => void;
  /** A file of so many bytes was received. */
  received: (bytes: number) => void;
}
