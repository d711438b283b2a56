/** The reader's place in the list of messages: kept when messages are added above or below, and moved when asked to. */
import { signal } from "@preact/signals";
import type { Goal, Room } from "../state/room";
import {
  rangeAround,
  rangeAtEnd,
  olderRange,
  grownRange,
  newerRange,
  type DrawnRange,
  RANGE_STEP,
} from "./drawn-range";
import { beginsAbove, firstOf, linesIn, offsetIn, seqOf, textIn, toEnd } from "./line-places";

/** Pixels from the end within which the reader counts as being at the end. */
const AT_THE_END = 60;
/** Pixels from the edge of the drawn range at which more messages are drawn. */
const NEAR_AN_EDGE = 700;

export class Scroll {
  /** The range of the room's messages that is drawn. */
  readonly range = signal<DrawnRange>({ first: -Infinity, last: Infinity });
  readonly isAtEnd = signal(true);
  /** The message that a link has led to. */
  readonly marked = signal<number | undefined>(undefined);

  /** The answers from which the reader has jumped to the message that is answered, the last one last. */
  readonly answers = signal<readonly number[]>([]);

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

  /** To be called whenever the list or its size has changed. */
  onLayout(box: HTMLElement): void {
    this.#box = box;
    const goal = this.#room.goal.value;
    if (goal) this.#approach(box, goal);
    else if (this.#followsEnd(box)) this.#toNews(box);
    else this.#keepAnchor(box);
    this.#lookAround(box);
    this.range.value = this.#fittedRange();
    this.#room.shownFrom = this.range.value.first;
  }

  /** To be called when the list is removed from the page. */
  leave(): void {
    this.#room.shownFrom = Infinity;
    const { goal, hasNewer } = this.#room;
    const isAtEnd = this.isAtEnd.value && !hasNewer.value;
    // A reader who leaves before arriving at a place comes back to that place.
    if (goal.value?.is === "place") this.#room.place = goal.value;
    else if (!goal.value && !isAtEnd) this.#room.place = this.#anchor;
  }

  /** To be called when the list was scrolled. */
  onScroll(): void {
    if (this.#box) this.#lookAround(this.#box);
  }

  /** The reader scrolls by hand: the page stops going to its goal. */
  onMovedByHand(): void {
    this.#room.reached();
  }

  /** Goes from an answer to the message that it answers. */
  follow(answer: number, answered: number): void {
    this.answers.value = [...this.answers.value, answer];
    void this.#room.goTo({ is: "message", seq: answered });
  }

  /** Goes back to the answer. */
  back(): void {
    const seq = this.answers.value.at(-1);
    this.answers.value = this.answers.value.slice(0, -1);
    if (seq !== undefined) void this.#room.goTo({ is: "message", seq });
  }

  forgetAnswers(): void {
    this.answers.value = [];
  }

  /** Marks the messages in sight as seen, if the window has the focus and the page is not on its way to a goal. */
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

  /** Scrolls to the goal, or draws it first. */
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
    // Until the server has named the room's extent, the first unread message may still be another one.
    if ("seq" in goal || this.#room.isSettled.value) this.#room.reached();
  }

  /** Scrolls to the end of what there is: the rest is on its way, or comes with the next connection. */
  #approachEnd(box: HTMLElement, goal: Goal): void {
    const { is } = goal;
    const { isSettled, hasNewer, approached } = this.#room;
    if ("seq" in goal && (approached === goal || !isSettled.value)) return;
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

  /** Whether the list follows its end. Not when the reader has begun to scroll up, even before the scroll event comes. */
  #followsEnd(box: HTMLElement): boolean {
    // Messages that were removed above have moved the end up, too.
    const end = box.scrollHeight - box.clientHeight;
    const isUnmoved = box.scrollTop >= Math.min(this.#anchor?.scrolledTo ?? 0, end) - 1;
    return this.isAtEnd.value && !this.#room.hasNewer.value && isUnmoved;
  }

  /** Scrolls to the end, but not past the first message that the reader has not seen. */
  #toNews(box: HTMLElement): void {
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
    // The list may have been scrolled since, with the scroll event still to come: that must not be undone.
    // Where what follows has become shorter, the browser has moved the list itself.
    const end = box.scrollHeight - box.clientHeight;
    const scrolled = box.scrollTop - Math.min(anchor.scrolledTo, end);
    box.scrollTop += textIn(box, line) - (anchor.top - scrolled);
  }

  #lookAround(box: HTMLElement): void {
    const { top, bottom, height } = box.getBoundingClientRect();
    // The list is out of the page, since another room is shown: the place stays as it was.
    if (height === 0) return;
    const lines = linesIn(box);
    // A line that begins above the window may grow, and would move all that is read below it.
    const inSight = firstOf(lines, (place) => place.bottom > top);
    const whole = firstOf(lines, (place) => place.top >= top);
    const first = beginsAbove(lines[whole], (top + bottom) / 2) ? lines[whole] : lines[inSight];
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

  /** Draws or loads older messages. Returns whether there are any. */
  #showOlder(): boolean {
    const oldest = this.#room.messages.value[0]?.seq ?? 0;
    if (this.range.value.first > oldest) this.range.value = olderRange(this.range.value);
    else if (this.#room.hasOlder.value) this.#loadOlder(oldest);
    else return false;
    return true;
  }

  /**
   * Widens the range first, so that the older messages are drawn as soon as they come. A step later, the first line would
   * have lost its day and writer already, with nothing above it to make up for their height.
   */
  #loadOlder(oldest: number): void {
    const range = this.range.value;
    if (range.first > oldest - RANGE_STEP)
      this.range.value = { ...range, first: oldest - RANGE_STEP };
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
      // The other edge may be near, too.
      if (this.#room.messages.value !== before) this.onScroll();
    });
  }

  /** The range for the present messages: always within them, and of bounded length. */
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
