/** A room as the page shows it: its messages, what is new, who is there, and the place of the reader. */
import { computed, signal } from "@preact/signals";
import type { Message } from "../../protocol";
import type { Outgoing } from "../../client/outbox";
import { isStuck } from "../../client/outbox-items";
import type { UnsentFile } from "../../client/outbox-store";
import { typingNotifier } from "../../client/typists";
import type { Purpose } from "./purpose";
import type { ShownMessage } from "../../client/wishes";
import type { Goal, ReadingPlace } from "./room-parts";
import { RoomFacts } from "./room-profile";
import type { RoomReading } from "./room-reading";
import { wishedUnsent } from "./wished";

export type { Goal, PeopleHere, ReadingPlace, RoomParts } from "./room-parts";

/** A file that is to be sent with the text in the box. */
export interface StagedFile extends UnsentFile {
  /** It is being read, made smaller and stored. */
  isBusy?: boolean;
  /** It is sent with all that is in it: neither the server nor this browser can make a picture of it. */
  isAsIs?: boolean;
}

/** If more messages were missed, they are not fetched at once: the reader goes on from the first unread one. */
export const CAUGHT_UP_WITH = 500;

export { isStuck } from "../../client/outbox-items";

/** What components show of a room and can do there. `ServedRoom` does to it what the server's events say. */
export class Room extends RoomFacts {
  readonly #reading: RoomReading;
  /** The messages with the person's wishes. */
  readonly messages: RoomReading["messages"];
  readonly hasOlder: RoomReading["hasOlder"];
  readonly hasNewer: RoomReading["hasNewer"];
  readonly floor: RoomReading["floor"];
  readonly unread: RoomReading["unread"];
  /** Whether an unread message mentions the person. */
  readonly isMentioned = computed(() => this.#reading.mentions.count.value > 0);
  /** Whether the mark was set back, and looking does not count as reading until the room is opened again. */
  readonly isHeld: RoomReading["isHeld"];
  /** The last message that was seen when new ones came: the line of the unread is below it. Undefined when none are new. */
  readonly unreadLine = signal<number | undefined>(undefined);
  /** Where to go as soon as it can be shown; undefined when the reader is there. */
  readonly goal = signal<Goal | undefined>({ is: "unread" });
  /** What the box is used for; undefined for a new message. */
  readonly purpose = signal<Purpose | undefined>(undefined);
  /** The files in the box. */
  readonly staged = signal<readonly StagedFile[]>([]);
  /** The goal at which messages are being read. */
  approached: Goal | undefined;
  /** Whether everything was read that there was when the room was opened. */
  readonly isSettled = signal(false);
  /** To be called with the text in the box, so that others see that the person is typing. */
  readonly onInput: (txt: string) => void;
  /** The reader's place when another room was opened; undefined at the end. */
  place: ReadingPlace | undefined;

  constructor(reading: RoomReading) {
    const { name, parts } = reading;
    super(name, parts.roomList.of(name));
    this.#reading = reading;
    this.isHeld = reading.isHeld;
    this.messages = reading.messages;
    this.hasOlder = reading.hasOlder;
    this.hasNewer = reading.hasNewer;
    this.floor = reading.floor;
    this.unread = reading.unread;
    this.onInput = typingNotifier(parts.tellTyping);
  }

  /** The first drawn message has this `seq`: messages far above it may be dropped, and read again. */
  set shownFrom(seq: number) {
    this.#reading.shownFrom = seq;
  }

  /** The person's messages that are not among `messages` yet: queued, being sent, or failed. */
  readonly outgoing = computed((): Outgoing[] => {
    const { read, ahead, isMine, parts, wishes } = this.#reading;
    // A message may be shown already while its acknowledgement is on the way, or was lost.
    const shown = new Set(read.value.filter(isMine).map(({ id }) => id));
    const early = ahead.value.filter(isMine);
    for (const { id } of early) shown.add(id);
    return [
      ...early.map(({ files, ...message }) => ({
        ...message,
        ...(files && { files: files.map((file) => ({ description: "", ...file, key: file.id })) }),
        order: 0,
        state: "sending" as const,
      })),
      ...wishedUnsent(
        parts.unacknowledged.value.filter(({ id, room }) => room === this.name && !shown.has(id)),
        wishes.value,
      ),
    ];
  });

  /** Whether a message is not sent until the person acts. */
  readonly hasFailed = computed(() => this.outgoing.value.some(({ state }) => isStuck(state)));

  /** The message `seq`, from what was read, or else from the server; undefined if it is no longer there. Rejects without a connection. */
  async find(seq: number): Promise<ShownMessage | undefined> {
    const found = await this.#reading.reader.find(seq);
    return found && this.#reading.shown(found);
  }

  /**
   * The message `seq` for a line that quotes it: undefined until it is known, null when the server no longer has it. Reading
   * it in a component draws that again when the message comes or changes.
   */
  quoted(seq: number): ShownMessage | null | undefined {
    return this.#reading.quotes.of(seq);
  }

  /** Whether a message of another person calls the reader (P24), or is an act on them. */
  callsMe(message: Pick<Message, "from" | "calls" | "notice">): boolean {
    return this.#reading.callsMe(message);
  }

  loadOlder(): Promise<void> {
    return this.#reading.reader.loadOlder().catch(() => {});
  }

  loadNewer(): Promise<void> {
    return this.#reading.reader.loadNewer().catch(() => {});
  }

  /** Goes to a place in the room. Without a connection, the next one reads what is missing. */
  async goTo(goal: Goal): Promise<void> {
    const { reader } = this.#reading;
    this.approached = this.isNear(goal) ? undefined : goal;
    this.goal.value = goal;
    if (!this.approached) return reader.stay();
    // Without a connection the reader stays where they are, and does not go to the end.
    const stay = () => void ("seq" in goal && this.goal.value === goal && this.reached());
    await reader.goTo(this.seqOf(goal)).catch(stay);
    if (this.approached === goal) this.approached = undefined;
  }

  /** The message of a goal, or the first one that is kept if that was removed; undefined for the newest. */
  seqOf(goal: Goal): number | undefined {
    if ("seq" in goal) return Math.max(goal.seq, this.floor.value);
    return goal.is === "unread" && this.unreadLine.value !== undefined
      ? this.unreadLine.value + 1
      : undefined;
  }

  /** The first message below the line of the unread, as long as none of them has been seen. */
  get firstUnseen(): number | undefined {
    const { value: line } = this.unreadLine;
    return line !== undefined && line === this.#reading.seen.value ? line + 1 : undefined;
  }

  /** The reader has reached the goal, or has given it up. */
  reached(): void {
    this.goal.value = undefined;
  }

  /** Everything up to this message has been seen. */
  see(seq: number): void {
    this.#reading.see(seq);
  }

  /** The message `seq` and all after it become unread again, here and on the person's other devices. */
  unsee(seq: number): void {
    this.#reading.unsee(seq);
    this.unreadLine.value = seq - 1;
  }

  /** The person looks at the page, or looks away: messages that come meanwhile are new. */
  look(isHere: boolean): void {
    if (!isHere) this.unreadLine.value = this.#reading.seen.value;
    else if (this.unread.value === 0) this.unreadLine.value = undefined;
  }

  /** Whether the messages include the goal, or the reader's place, and reach the newest within a few pages. */
  isNear(goal: Goal | undefined): boolean {
    const { messages, hasNewer } = this.#reading.reader;
    const [first, last] = [messages[0], messages.at(-1)];
    const { value: head } = this.#reading.head;
    const wanted = goal && (this.seqOf(goal) ?? head);
    if (!first || !last) return wanted === undefined || wanted >= head;
    const seq = wanted ?? last.seq;
    if (seq < first.seq) return false;
    return hasNewer ? seq <= last.seq : head - last.seq <= CAUGHT_UP_WITH;
  }
}
