/** The order of an archive's items. */
import { FileOrder } from "./file-order";
import {
  type ArchivedMessage,
  type ArchiveItem,
  isFile,
  isMessage,
  isOfCommunity,
  isPiece,
  isReaction,
  isRoom,
  type ArchivedRoom,
} from "./items";

import { isPersonItem } from "./person-items";

/**
 * Checks that each room is there once, with its messages after it in rising numbers, without a hole up to its head, and that what
 * is kept of people comes after all rooms, and then the files with all their bytes.
 */
export class ArchiveOrder {
  readonly #rooms = new Set<string>();
  #room = { room: "", head: 0, rev: 0 };
  #next: number | undefined;
  /** How many changes there were before the last message, and how many reactions are left of all. */
  #changes = 0;
  #reactions = 0;
  #isOfPeople = false;
  #isOfFiles = false;
  readonly #fileOrder = new FileOrder();

  check(item: ArchiveItem): void {
    if (isFile(item) || isPiece(item)) {
      this.#isOfFiles = true;
      if (isFile(item)) this.#fileOrder.checkFile(item);
      else this.#fileOrder.checkPiece(item);
    } else if (this.#isOfFiles) throw new Error("nothing else may follow the files");
    else if (isOfCommunity(item) || isPersonItem(item)) this.#isOfPeople = true;
    else if (this.#isOfPeople)
      throw new Error("nothing of a room may follow what is kept of people");
    else if (isRoom(item)) this.#checkRoom(item);
    else if (isMessage(item)) this.#checkMessage(item);
    else if (item.room !== this.#room.room)
      throw new Error(`something of ${item.room} is behind the messages of ${this.#room.room}`);
    else if (isReaction(item)) this.#checkReaction();
  }

  /** Throws when something is missing at the end of the archive. */
  checkEnd(): void {
    this.checkRoomEnd();
    this.#fileOrder.checkEnd();
  }

  /** Throws when messages are missing at the end of the last room. */
  checkRoomEnd(): void {
    const { room, head } = this.#room;
    if (this.#next !== undefined && this.#next <= head)
      throw new Error(`${room} has nothing after ${this.#next - 1}, but its last is ${head}`);
  }

  #checkRoom({ room, head, rev }: ArchivedRoom): void {
    this.checkRoomEnd();
    if (this.#rooms.has(room)) throw new Error(`the room ${room} is here twice`);
    if (rev < head) throw new Error(`${room} has the rev ${rev}, which is below its head`);
    this.#rooms.add(room);
    this.#room = { room, head, rev };
    this.#next = undefined;
    this.#changes = 0;
    this.#reactions = 0;
  }

  #checkMessage({ room, seq, rev, by }: ArchivedMessage): void {
    const { room: current, head, rev: last } = this.#room;
    if (room !== current) throw new Error(`a message of ${room} is among those of ${current}`);
    // The first ones may have been removed when they were old; after that, none is missing.
    if (this.#next !== undefined && seq !== this.#next)
      throw new Error(`${room} has ${seq} where ${this.#next} should be`);
    if (seq > head) throw new Error(`${room} has ${seq}, but its last is ${head}`);
    const changes = by === undefined ? rev - seq : this.#changes;
    if (
      rev <= (by === undefined ? 0 : seq) ||
      rev > last ||
      changes < this.#changes ||
      changes > last - head
    )
      throw new Error(`${room} has the rev ${rev} where none such can be`);
    this.#next = seq + 1;
    this.#changes = changes;
  }

  #checkReaction(): void {
    const { room, head, rev } = this.#room;
    this.#reactions += 1;
    if (this.#reactions > rev - head)
      throw new Error(`${room} has more reactions than it had changes`);
  }
}
