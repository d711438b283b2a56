/** The items of an archive: all rooms and messages of a chat, with their ids, numbers and order. */
import type { Message } from "../../protocol";

/** A room without its messages. `at` is the time of its last one, which may be gone (milliseconds since 1970). */
export interface RoomState {
  room: string;
  head: number;
  at: number;
}

/** What an archive consists of: a room, then its messages in rising `seq`, then the next room. */
export type ArchiveItem = RoomState | Message;

/** A store that is read as it is at one moment, while servers may write to it. */
export interface ArchiveSource extends AsyncDisposable {
  items: () => AsyncIterable<ArchiveItem>;
}

/** An empty store that is filled from a source. Disposed of without `commit`, it stays empty. */
export interface ArchiveTarget extends AsyncDisposable {
  /** Adds the next items. */
  write: (items: readonly ArchiveItem[]) => Promise<void>;
  /** Makes all that was written durable and visible at once. */
  commit: () => Promise<void>;
}

export function isMessage(item: ArchiveItem): item is Message {
  return "seq" in item;
}
