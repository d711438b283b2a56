/** What keeps unsent messages and wishes, so that they survive a restart; and how to go on without it when it fails. */
import type { File } from "../protocol";
import type { Wish } from "./wishes";

interface Kept {
  /** In which it was typed. */
  order: number;
  /** The send key. */
  id: string;
  room: string;
  /** Whose it is: the `owner` of an identity. An earlier version of the page did not store it. */
  owner?: number | undefined;
  /** Whether the server may have got it. An earlier version of the page did not store it. */
  tried?: boolean;
}

/** A message that has not been acknowledged. */
export interface UnsentMessage extends Kept {
  name: string;
  txt: string;
  /** The `seq` of the message that it answers. */
  re?: number;
  files?: readonly UnsentFile[];
}

/** A file of an unsent message. Its bytes are in a `FileStore`, under its key. */
export interface UnsentFile extends Pick<File, "name" | "type" | "size" | "width" | "height"> {
  key: string;
  /** Words for those who cannot see it. */
  description: string;
  /** A small picture of it, as the address of an image. */
  preview?: string;
  /** Its id at the server, once it is there. */
  id?: string;
}

/** The bytes of files that are to be sent, by key. */
export interface FileStore {
  /** Rejects with the browser's error when there is no space for them. */
  put: (key: string, bytes: Blob) => Promise<void>;
  /** Undefined when they are no longer there. */
  get: (key: string) => Promise<Blob | undefined>;
  remove: (keys: readonly string[]) => Promise<void>;
}

/** A wish that has not been acknowledged: to change the message whose send key is `of`. */
export interface UnsentWish extends Kept {
  wish: Wish;
  of: string;
  /** The message's `seq`; undefined until it is stored. */
  seq?: number;
  /** The log that `seq` belongs to. */
  epoch?: string;
}

export type Unsent = UnsentMessage | UnsentWish;

export interface OutboxStore {
  /** All that is unsent, in the order in which it was typed. */
  load: () => Promise<Unsent[]>;
  put: (unsent: Unsent) => Promise<void>;
  remove: (id: string) => Promise<void>;
}

/**
 * Wraps `store` so that its methods never reject. What could not be put is put again after the next call that
 * succeeds. `onFailure` gets each error, since a reload would lose it then, and undefined when everything is stored again.
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
