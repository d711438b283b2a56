/** One's place among the messages of a room: kept when something is added above or below, and moved when asked to. */
import { signal } from "@preact/signals";
import type { Room } from "./room";
import { around, atEnd, further, grown, nearer, type Span } from "./span";

/** Pixels from the end within which one counts as reading the newest. */
const AT_THE_END = 60;
/** Pixels from the edge of what is in the page at which more is put there. */
const NEAR_AN_EDGE = 700;

export class Scroll {
  /** What of the room is in the page. */
  readonly span = signal<Span>({ first: -Infinity, last: Infinity });
  readonly isAtEnd = signal(true);
  /** The message that a link led to. */
  readonly marked = signal<number | undefined>(undefined);

  readonly #room: Room;
  #box: HTMLElement | undefined;
  /** The first line in sight, how far it is below the top of the box, and where the box was scrolled to. */
  #anchor: { seq: number; top: number; scrolledTo: number } | undefined;
  #isLoading = false;

  constructor(room: Room) {
    this.#room = room;
    const newest = this.#newest();
    if (newest > 0) this.span.value = atEnd(newest);
  }

  /** To be called whenever what is in the box, or its size, has changed. */
  laidOut(box: HTMLElement): void {
    this.#box = box;
    if (this.#room.goal.value) this.#approach(box);
    else if (this.#followsEnd(box)) toEnd(box);
    else this.#keepAnchor(box);
    this.#lookAround(box);
    this.span.value = this.#fitting();
  }

  /** To be called when the box has been scrolled. */
  scrolled(): void {
    if (this.#box) this.#lookAround(this.#box);
  }

  /** Whoever moves by themselves wants to be nowhere else any more. */
  movedByHand(): void {
    if (this.#room.goal.value?.is === "unread") this.#room.reached();
  }

  /** What is in sight has been seen, if anybody looks. */
  see(): void {
    if (!this.#box || !document.hasFocus()) return;
    const end = this.#box.getBoundingClientRect().bottom;
    const seen = this.#lines(this.#box).findLast((line) => line.getBoundingClientRect().top < end);
    if (seen) this.#room.see(seqOf(seen));
  }

  #newest(): number {
    return this.#room.messages.value.at(-1)?.seq ?? 0;
  }

  #lines(box: HTMLElement): HTMLElement[] {
    return [...box.querySelectorAll<HTMLElement>("[data-seq]")];
  }

  #line(box: HTMLElement, seq: number): HTMLElement | undefined {
    return box.querySelector<HTMLElement>(`[data-seq="${seq}"]`) ?? undefined;
  }

  /** Goes where one wants to be, or brings it into the page first. */
  #approach(box: HTMLElement): void {
    const goal = this.#room.goal.value;
    if (goal?.is === "message") this.#approachMessage(box, goal.seq);
    else if (goal?.is === "unread") this.#approachUnread(box);
    else this.#approachEnd(box);
  }

  #approachMessage(box: HTMLElement, seq: number): void {
    const line = this.#line(box, seq);
    if (line) {
      this.#bring(box, line, 0.4);
      this.marked.value = seq;
      line.focus({ preventScroll: true });
      this.#room.reached();
    } else if (this.#canBring(seq)) this.span.value = around(seq);
    else if (this.#room.isSettled.value) this.#approachEnd(box);
  }

  #approachUnread(box: HTMLElement): void {
    const first = (this.#room.line.value ?? Infinity) + 1;
    const line = this.#line(box, first);
    if (line) this.#bring(box, line, 0.2);
    else if (this.#canBring(first)) this.span.value = around(first);
    else toEnd(box);
    // Until the server has said what there is, it may still be elsewhere.
    if (this.#room.isSettled.value && !this.#canBring(first)) this.#room.reached();
  }

  #approachEnd(box: HTMLElement): void {
    if (this.#room.hasNewer.value) return;
    this.span.value = atEnd(this.#newest());
    this.isAtEnd.value = true;
    toEnd(box);
    this.#room.reached();
  }

  /** Whether a message is there, but not in the page. */
  #canBring(seq: number): boolean {
    const { first, last } = this.span.value;
    const oldest = this.#room.messages.value[0]?.seq ?? Infinity;
    return seq >= oldest && seq <= this.#newest() && (seq < first || seq > last);
  }

  /** Whoever has begun to scroll up does not, even when that has not been told yet. */
  #followsEnd(box: HTMLElement): boolean {
    const isUnmoved = box.scrollTop >= (this.#anchor?.scrolledTo ?? 0) - 1;
    return this.isAtEnd.value && !this.#room.hasNewer.value && isUnmoved;
  }

  #bring(box: HTMLElement, line: HTMLElement, part: number): void {
    box.scrollTop += offsetIn(box, line) - box.clientHeight * part;
  }

  #keepAnchor(box: HTMLElement): void {
    const anchor = this.#anchor;
    const line = anchor && this.#line(box, anchor.seq);
    if (!line) return;
    // It may have been scrolled since, and not have been told yet: that is not to be undone.
    const scrolled = box.scrollTop - anchor.scrolledTo;
    box.scrollTop += offsetIn(box, line) - (anchor.top - scrolled);
  }

  #lookAround(box: HTMLElement): void {
    const top = box.getBoundingClientRect().top;
    const first = this.#lines(box).find((line) => line.getBoundingClientRect().bottom > top);
    const scrolledTo = box.scrollTop;
    this.#anchor = first && { seq: seqOf(first), top: offsetIn(box, first), scrolledTo };
    const below = box.scrollHeight - box.clientHeight - box.scrollTop;
    this.isAtEnd.value = below < AT_THE_END && this.span.value.last === Infinity;
    this.see();
    if (this.#room.goal.value) return;
    if (box.scrollTop < NEAR_AN_EDGE) this.#further();
    else if (below < NEAR_AN_EDGE) this.#nearer();
  }

  #further(): void {
    const oldest = this.#room.messages.value[0]?.seq ?? 0;
    if (this.span.value.first > oldest) this.span.value = further(this.span.value);
    else if (this.#room.hasOlder.value) this.#load(() => this.#room.loadOlder());
  }

  #nearer(): void {
    if (this.span.value.last < this.#newest())
      this.span.value = nearer(this.span.value, this.#newest());
    else if (this.#room.hasNewer.value) this.#load(() => this.#room.loadNewer());
  }

  #load(more: () => Promise<void>): void {
    if (this.#isLoading) return;
    this.#isLoading = true;
    void more().finally(() => {
      this.#isLoading = false;
    });
  }

  /** The span for what there is now: never beside it, and never ever longer. */
  #fitting(): Span {
    const messages = this.#room.messages.value;
    const [oldest, newest] = [messages[0]?.seq ?? 0, this.#newest()];
    const span = this.span.value;
    if (newest === 0) return span;
    if (span.first > newest || span.last < oldest)
      return this.#room.hasNewer.value ? around(oldest) : atEnd(newest);
    return grown(span, newest, this.isAtEnd.value ? "end" : (this.#anchor?.seq ?? newest));
  }
}

function toEnd(box: HTMLElement): void {
  box.scrollTop = box.scrollHeight;
}

function offsetIn(box: HTMLElement, line: HTMLElement): number {
  return line.getBoundingClientRect().top - box.getBoundingClientRect().top;
}

function seqOf(line: HTMLElement): number {
  return Number(line.dataset["seq"]);
}
