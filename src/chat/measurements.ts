/** What the chat has to say about its work; whoever is told makes numbers of it. All times are milliseconds. */
import type { ErrorCode } from "../protocol";

export interface Measurements {
  /** A message was acknowledged, so long after it came. */
  acknowledged: (after: number) => void;
  /** A message was given to so many connections, so long after it was stored. */
  passedOn: (receivers: number, afterStored: number) => void;
  /** The same, of a message that was sent here, so long after it came. */
  fannedOut: (after: number) => void;
  refused: (event: string, code: ErrorCode) => void;
  /** A page of history was read. */
  pageRead: () => void;
}
