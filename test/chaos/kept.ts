/** What a person's pages keep of what is unsent, and the record of what they asked for that follows from it. */
import type { OutboxStore, Unsent, UnsentMessage, UnsentWish } from "../../src/client/outbox-store";
import type { Person } from "./records";

/**
 * A store whose contents are the record's as soon as they are kept: from then on, a reload cannot lose them. What is
 * taken from it before it was sent was never asked for.
 */
export function recordingStore(
  record: Person,
  authorOf: (wish: UnsentWish) => string,
): OutboxStore & { ids: () => string[] } {
  const kept = new Map<string, Unsent>();

  function type({ id, txt, re }: UnsentMessage): void {
    const typed = { id, txt, ...(re === undefined ? {} : { re }) };
    replaceOrAdd(record.typed, typed);
  }

  function ask(unsent: UnsentWish): void {
    const { id, of, wish } = unsent;
    replaceOrAdd(record.asked, { id, target: { id: of, from: authorOf(unsent) }, wish });
  }

  return {
    ids: () => [...kept.keys()],
    load: async () => [...kept.values()],
    put: async (unsent) => {
      kept.set(unsent.id, unsent);
      if ("wish" in unsent) ask(unsent);
      else type(unsent);
    },
    async remove(id) {
      kept.delete(id);
      if (record.sent.has(id)) return;
      record.typed = record.typed.filter((one) => one.id !== id);
      record.asked = record.asked.filter((one) => one.id !== id);
    },
  };
}

function replaceOrAdd<T extends { id: string }>(all: T[], item: T): void {
  const place = all.findIndex(({ id }) => id === item.id);
  if (place < 0) all.push(item);
  else all[place] = item;
}
