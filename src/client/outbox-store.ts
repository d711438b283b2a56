/** What keeps unsent messages, so that they survive a restart; and how to go on without it when it fails. */

/** A message that has not been acknowledged. `order` is the order in which it was typed. */
export interface Unsent {
  order: number;
  id: string;
  room: string;
  name: string;
  txt: string;
  /** The `seq` of the message that it answers. */
  re?: number | undefined;
  /** Whose message it is: the `owner` of an identity. An earlier version of the page did not store it. */
  owner?: number | undefined;
}

export interface OutboxStore {
  /** All unsent messages, in the order in which they were typed. */
  load: () => Promise<Unsent[]>;
  put: (unsent: Unsent) => Promise<void>;
  remove: (id: string) => Promise<void>;
}

/**
 * Wraps `store` so that its methods never reject. A message that could not be put is put again after the next call that
 * succeeds. `onFailure` gets each error, since a reload would lose messages then, and undefined when everything is stored again.
 */
export function tolerantStore(
  store: OutboxStore,
  onFailure: (error: unknown) => void,
): OutboxStore {
  const unkept = new Map<string, Unsent>();

  let hasFailed = false;

  async function putUnkept(): Promise<void> {
    for (const [id, unsent] of unkept) {
      await store.put(unsent);
      unkept.delete(id);
    }
    hasFailed = false;
    onFailure(undefined);
  }

  async function trying<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      const result = await work();
      if (hasFailed) await putUnkept();
      return result;
    } catch (error) {
      hasFailed = true;
      onFailure(error);
      return otherwise;
    }
  }

  return {
    load: () => trying(() => store.load(), []),
    put: (unsent) =>
      trying(async () => {
        unkept.set(unsent.id, unsent);
        await store.put(unsent);
        unkept.delete(unsent.id);
      }, undefined),
    async remove(id) {
      unkept.delete(id);
      await trying(() => store.remove(id), undefined);
    },
  };
}
