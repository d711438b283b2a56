/** Pages of a room that were requested. An event that arrives before the page may have a newer state of a message than the page (P22). */
import type { HistoryPage, HistoryRequest } from "../protocol";
import { newer, type Received } from "./received";

/** Which messages of a room to read (P13). */
export type PageRange = Omit<HistoryRequest, "room">;

/** Asks the server for a page of the room. Rejects when the connection is lost before the answer. */
export type FetchPage = (range: PageRange) => Promise<HistoryPage>;

export class PagesUnderWay {
  readonly #fetchPage: FetchPage;
  readonly #me: () => string | undefined;
  /** What came since each page was asked for. */
  readonly #received = new Set<Received[]>();

  constructor(fetchPage: FetchPage, me: () => string | undefined) {
    this.#fetchPage = fetchPage;
    this.#me = me;
  }

  /** To be called with the state of a message from every event, page and acknowledgement. */
  note(received: Received): void {
    for (const since of this.#received) since.push(received);
  }

  /** A page whose messages are as new as everything that came meanwhile, and what came. */
  async ask(range: PageRange): Promise<{ page: HistoryPage; received: readonly Received[] }> {
    const received: Received[] = [];
    this.#received.add(received);
    try {
      const page = await this.#fetchPage(range);
      const messages = page.messages.map((message) =>
        received.reduce(
          (held, one) => (one.message.seq === held.seq ? newer(held, one, this.#me()) : held),
          message,
        ),
      );
      return { page: { ...page, messages }, received };
    } finally {
      this.#received.delete(received);
    }
  }
}
