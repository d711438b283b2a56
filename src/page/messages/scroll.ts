/** One's place among the messages of a room: kept when something is added above or below, and moved when asked to. */
import { signal } from "@preact/signals";
import type { Goal, Room } from "../state/room";
import {
  rangeAround,
  rangeAtEnd,
  olderRange,
  grownRange,
  newerRange,
  type DrawnRange,
  STEP,
} from "./drawn-range";

/** Pixels from the end within which one counts as reading the newest. */
const AT_THE_END = 60;
/** Pixels from the edge of what is in the page at which more is put there. */
const NEAR_AN_EDGE = 700;

export class Scroll {
  /** What of the room is in the page. */
  readonly range = signal<DrawnRange>({ first: -Infinity, last: Infinity });
  readonly isAtEnd = signal(true);
  /** The message that a link led to. */
  readonly marked = signal<number | undefined>(undefined);

  readonly #room: Room;
  #box: HTMLElement | undefined;
  /** The first line in sight, how far its text is below the top of the box, and where the box was scrolled to. */
  #anchor: { seq: number; top: number; scrolledTo: number } | undefined;
  #isLoading = false;

  constructor(room: Room) {
    this.#room = room;
    const newest = this.#newest();
    if (newest > 0) this.range.value = rangeAtEnd(newest);
  }

  /** To be called whenever what is in the box, or its size, has changed. */
  onLayout(box: HTMLElement): void {
    this.#box = box;
    const goal = this.#room.goal.value;
    if (goal) this.#approach(box, goal);
    else if (this.#followsEnd(box)) this.#follow(box);
    else this.#keepAnchor(box);
    this.#lookAround(box);
    this.range.value = this.#fittedRange();
    this.#room.shownFrom = this.range.value.first;
  }

  /** To be called when the box is no longer in the page. */
  leave(): void {
    this.#room.shownFrom = Infinity;
    const { goal, hasNewer } = this.#room;
    const isAtEnd = this.isAtEnd.value && !hasNewer.value;
    // One who leaves before having arrived comes back to where they were going.
    if (goal.value?.is === "place") this.#room.place = goal.value;
    else if (!goal.value && !isAtEnd) this.#room.place = this.#anchor;
  }

  /** To be called when the box has been scrolled. */
  onScroll(): void {
    if (this.#box) this.#lookAround(this.#box);
  }

  /** A person who scrolls by hand no longer wants to go where the page was going. */
  onMovedByHand(): void {
    this.#room.reached();
  }

  /** What is in sight has been seen, if anybody looks; but not what is there only until one is elsewhere. */
  see(): void {
    if (!this.#box || !document.hasFocus() || this.#room.goal.value) return;
    const end = this.#box.getBoundingClientRect().bottom;
    const lines = linesIn(this.#box);
    const seen = lines[firstOf(lines, ({ top }) => top >= end) - 1];
    if (seen) this.#room.see(seqOf(seen));
  }

  #newest(): number {
    return this.#room.messages.value.at(-1)?.seq ?? 0;
  }

  #line(box: HTMLElement, seq: number | undefined): HTMLElement | undefined {
    return box.querySelector<HTMLElement>(`[data-seq="${seq}"]`) ?? undefined;
  }

  /** Goes where one wants to be, or brings it into the page first. */
  #approach(box: HTMLElement, goal: Goal): void {
    const seq = this.#room.seqOf(goal);
    const line = this.#line(box, seq);
    if (line) this.#arrive(box, line, goal);
    else if (seq !== undefined && this.#has(seq)) this.range.value = rangeAround(seq);
    else this.#approachEnd(box, goal);
  }

  #arrive(box: HTMLElement, line: HTMLElement, goal: Goal): void {
    const { is } = goal;
    if (is === "place") box.scrollTop += textIn(box, line) - goal.top;
    else this.#bring(box, line, is === "message" ? 0.4 : 0.2);
    if (is === "message") {
      this.marked.value = seqOf(line);
      line.focus({ preventScroll: true });
    }
    // Until the server has said what there is, the first unread may still be elsewhere.
    if ("seq" in goal || this.#room.isSettled.value) this.#room.reached();
  }

  /** As far as there is anything: the rest is on its way, or comes with the next connection. */
  #approachEnd(box: HTMLElement, goal: Goal): void {
    const { is } = goal;
    const { isSettled, hasNewer } = this.#room;
    if ("seq" in goal && !isSettled.value) return;
    if (this.range.value.last !== Infinity) {
      this.range.value = rangeAtEnd(this.#newest());
      return;
    }
    toEnd(box);
    if (is === "end" ? !hasNewer.value : isSettled.value) this.#room.reached();
  }

  #has(seq: number): boolean {
    return this.#room.messages.value.some((message) => message.seq === seq);
  }

  /** Not while a person has begun to scroll up, even before the scroll event has come. */
  #followsEnd(box: HTMLElement): boolean {
    // What was taken out above has moved the end up, too.
    const end = box.scrollHeight - box.clientHeight;
    const isUnmoved = box.scrollTop >= Math.min(this.#anchor?.scrolledTo ?? 0, end) - 1;
    return this.isAtEnd.value && !this.#room.hasNewer.value && isUnmoved;
  }

  /** To the end, but not past what nobody has looked at. */
  #follow(box: HTMLElement): void {
    const first = this.#line(box, this.#room.firstUnseen);
    if (first) this.#bring(box, first, 0.2);
    else toEnd(box);
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
    box.scrollTop += textIn(box, line) - (anchor.top - scrolled);
  }

  #lookAround(box: HTMLElement): void {
    const { top, height } = box.getBoundingClientRect();
    // Taken out of the page, since one has gone to another room: one's place in it is what it was.
    if (height === 0) return;
    const lines = linesIn(box);
    const first = lines[firstOf(lines, ({ bottom }) => bottom > top)];
    const scrolledTo = box.scrollTop;
    this.#anchor = first && { seq: seqOf(first), top: textIn(box, first), scrolledTo };
    const below = box.scrollHeight - box.clientHeight - box.scrollTop;
    this.isAtEnd.value = below < AT_THE_END && this.range.value.last === Infinity;
    this.see();
    if (this.#room.goal.value) return;
    // A short list, or a tall window, is near both.
    const isBusy = box.scrollTop < NEAR_AN_EDGE && this.#showOlder();
    if (!isBusy && below < NEAR_AN_EDGE) this.#showNewer();
  }

  /** Returns whether there is anything further back. */
  #showOlder(): boolean {
    const oldest = this.#room.messages.value[0]?.seq ?? 0;
    if (this.range.value.first > oldest) this.range.value = olderRange(this.range.value);
    else if (this.#room.hasOlder.value) this.#loadOlder(oldest);
    else return false;
    return true;
  }

  /**
   * What comes has its place in the page at once. Were it put there a step later, the first line would meanwhile lose what
   * stands above its text, with nothing yet to scroll back over.
   */
  #loadOlder(oldest: number): void {
    const range = this.range.value;
    if (range.first > oldest - STEP) this.range.value = { ...range, first: oldest - STEP };
    this.#load(() => this.#room.loadOlder());
  }

  #showNewer(): void {
    if (this.range.value.last < this.#newest())
      this.range.value = newerRange(this.range.value, this.#newest());
    else if (this.#room.hasNewer.value) this.#load(() => this.#room.loadNewer());
  }

  #load(more: () => Promise<void>): void {
    if (this.#isLoading) return;
    this.#isLoading = true;
    const { value: before } = this.#room.messages;
    void more().finally(() => {
      this.#isLoading = false;
      // The other edge may be near as well.
      if (this.#room.messages.value !== before) this.onScroll();
    });
  }

  /** The range for what there is now: never beside it, and never ever longer. */
  #fittedRange(): DrawnRange {
    const messages = this.#room.messages.value;
    const [oldest, newest] = [messages[0]?.seq ?? 0, this.#newest()];
    const range = this.range.value;
    if (newest === 0) return range;
    if (range.first > newest || range.last < oldest)
      return this.#room.hasNewer.value ? rangeAround(oldest) : rangeAtEnd(newest);
    return grownRange(range, newest, this.isAtEnd.value ? "end" : (this.#anchor?.seq ?? newest));
  }
}

function linesIn(box: HTMLElement): NodeListOf<HTMLElement> {
  return box.querySelectorAll("[data-seq]");
}

/** The index of the first line of which `is` holds, as it does of all after it; their number if of none. */
function firstOf(lines: NodeListOf<HTMLElement>, is: (place: DOMRect) => boolean): number {
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const line = lines[middle];
    if (line && is(line.getBoundingClientRect())) high = middle;
    else low = middle + 1;
  }
  return low;
}

function toEnd(box: HTMLElement): void {
  box.scrollTop = box.scrollHeight;
}

function offsetIn(box: HTMLElement, line: HTMLElement): number {
  return line.getBoundingClientRect().top - box.getBoundingClientRect().top;
}

/** Where a line's text begins. Above it in the line stand the day and the writer, and older messages can take them away. */
function textIn(box: HTMLElement, line: HTMLElement): number {
  return offsetIn(box, line.querySelector<HTMLElement>(".txt") ?? line);
}

function seqOf(line: HTMLElement): number {
  return Number(line.dataset["seq"]);
}
