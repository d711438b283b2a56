/** Pages of a room that were requested. An event that arrives before the page may have a newer state of a message than the page (P22). */
import type { HistoryPage, HistoryRequest } from "../protocol";
import { newer, type Told } from "./told";

/** Which messages of a room to read (P13). */
export type PageRange = Omit<HistoryRequest, "room">;

/** Asks the server for a page of the room. Rejects when the connection is lost before the answer. */
export type FetchPage = (range: PageRange) => Promise<HistoryPage>;

export class PagesUnderWay {
  readonly #fetchPage: FetchPage;
  readonly #me: () => string | undefined;
  /** What was told since each page was asked for. */
  readonly #told = new Set<Told[]>();

  constructor(fetchPage: FetchPage, me: () => string | undefined) {
    this.#fetchPage = fetchPage;
    this.#me = me;
  }

  /** To be called with the state of a message from every event, page and acknowledgement. */
  note(told: Told): void {
    for (const since of this.#told) since.push(told);
  }

  /** A page whose messages are as new as anything that was told meanwhile, and what was told. */
  async ask(range: PageRange): Promise<{ page: HistoryPage; told: readonly Told[] }> {
    const told: Told[] = [];
    this.#told.add(told);
    try {
      const page = await this.#fetchPage(range);
      const messages = page.messages.map((message) =>
        told.reduce(
          (held, one) => (one.message.seq === held.seq ? newer(held, one, this.#me()) : held),
          message,
        ),
      );
      return { page: { ...page, messages }, told };
    } finally {
      this.#told.delete(told);
    }
  }
}
