/** The messages of a room as a person reads them, at the newest or further up, without holes (P10, P13). */
import type { HistoryPage, Message } from "../protocol";
import type { PageRange } from "./pages-under-way";
import { RoomFollower } from "./room-follower";

export type { FetchPage, PageRange } from "./pages-under-way";
export type { KeptRoom } from "./known-messages";

/** Messages that are read below the place that the reader goes to, besides those above it. */
const AROUND = 25;
/** Messages that stay in memory above those that are shown. They are dropped when there are twice as many. */
const KEPT_ABOVE = 500;

export class Reader extends RoomFollower {
  /** Whether the room has, or may have, messages above the first one here. */
  get hasOlder(): boolean {
    const first = this.messages[0];
    // The floor of a room that was empty when it was read is 0, and its first message is 1.
    return first !== undefined && first.seq > Math.max(1, this.floor);
  }

  /**
   * Reads again from scratch: around `seq`, or else the newest. If newer messages exist below, `loadNewer` reads them,
   * until they reach the live ones. Rejects when the connection is lost.
   */
  async goTo(seq?: number): Promise<void> {
    this.places += 1;
    this.visits += 1;
    try {
      await this.#goTo(seq, this.places);
    } finally {
      this.visits -= 1;
    }
    await this.catchUp();
  }

  /** Stays at what is read, also when `goTo` is still reading another place. */
  stay(): void {
    this.places += 1;
  }

  async #goTo(seq: number | undefined, place: number): Promise<void> {
    const [rev, jumps] = [this.cursor.rev ?? 0, this.jumps];
    const { page, received } = await (seq === undefined
      ? this.pages.ask({})
      : this.#askAround(seq));
    if (place !== this.places) return;
    if (jumps !== this.jumps) return this.#goTo(seq, place);
    if (page.rev < rev) this.forget();
    this.show(page, received);
  }

  async #askAround(seq: number) {
    const answer = await this.pages.ask({ before: seq + AROUND });
    const { messages, floor } = answer.page;
    // Long messages make a short page, which may begin after `seq`.
    const isThere = (messages[0]?.seq ?? 0) <= Math.max(seq, floor);
    return isThere ? answer : this.pages.ask({ before: seq + 1 });
  }

  /** Reads one more page below the last message. */
  async loadNewer(): Promise<void> {
    if (this.isLive) return;
    const page = await this.#askBeside({ after: this.known.last });
    if (!page || this.isLive) return;
    this.learnExtent(page);
    this.known.append(page.messages);
    // Messages that came live meanwhile are above the page's head; the next call reads them.
    this.setLive(this.known.last >= this.head);
    this.onChange();
  }

  /** Reads one more page above the first message. */
  async loadOlder(): Promise<void> {
    const first = this.messages[0];
    if (!first || !this.hasOlder || this.lowest === undefined) return;
    const page = await this.#askBeside({ before: first.seq });
    if (!page) return;
    this.learnExtent(page);
    this.known.prepend(page.messages);
    this.onChange();
  }

  /** A page that joins the messages here; undefined if they were replaced, or read again, meanwhile. */
  async #askBeside(range: PageRange): Promise<HistoryPage | undefined> {
    const [place, jumps] = [this.places, this.jumps];
    const { page } = await this.pages.ask(range);
    return place === this.places && jumps === this.jumps ? page : undefined;
  }

  /** The message `seq`, anywhere in the room; undefined if the server no longer has it. Rejects when the connection is lost. */
  async find(seq: number): Promise<Message | undefined> {
    const held = this.held(seq);
    if (held !== undefined) return held ?? undefined;
    for (;;) {
      const jumps = this.jumps;
      const { page } = await this.pages.ask({ after: seq - 1, before: seq + 1 });
      if (jumps !== this.jumps) continue;
      const [found] = page.messages;
      this.known.remember(seq, found);
      this.onChange();
      return found;
    }
  }

  /** The message `seq` as far as it is known: null if the server has it no more. */
  held(seq: number): Message | null | undefined {
    return seq < this.floor ? null : this.known.get(seq);
  }

  /** Drops messages far above `seq` and far above the newest; `loadOlder` reads them again. */
  drop(seq: number): void {
    const first = Math.min(seq, this.known.last) - KEPT_ABOVE;
    const oldest = this.messages[0]?.seq ?? Infinity;
    if (oldest < first - KEPT_ABOVE) this.known.dropAbove(first);
  }
}
