/** An outbox whose server is the test. */
import { Outbox, type Outgoing } from "../../src/client/outbox";
import type {
  FileStore,
  OutboxStore,
  Unsent,
  UnsentFile,
  UnsentMessage,
  UnsentWish,
} from "../../src/client/outbox-store";
import type { Upload, UploaderParts } from "../../src/client/uploads";
import type { ChangeReply, Message, Meta, Reply, Uploaded, WireError } from "../../src/protocol";
import { within } from "../support/deadline";
import { message as said } from "./room-log";

type Answer = Reply<{ meta: Meta; message: Message }>;
type WishAnswer = Reply<ChangeReply>;

interface Memory extends OutboxStore {
  kept: Map<string, Unsent>;
  bytes: Map<string, Blob>;
  files: FileStore;
}

/** A store in memory, so that a second outbox can take up what a first one left. */
export function memory(...kept: Unsent[]): Memory {
  const all = new Map(kept.map((unsent) => [unsent.id, unsent]));
  const bytes = new Map<string, Blob>();
  return {
    kept: all,
    bytes,
    files: {
      put: async (key, blob) => void bytes.set(key, blob),
      get: async (key) => bytes.get(key),
      remove: async (keys) => keys.forEach((key) => bytes.delete(key)),
    },
    load: () => Promise.resolve([...all.values()].toSorted((a, b) => a.order - b.order)),
    put: (unsent) => Promise.resolve(void all.set(unsent.id, unsent)),
    remove: (id) => Promise.resolve(void all.delete(id)),
  };
}

export const ADA = 1;
export const LIN = 2;
let typed = 0;

/** An outbox whose server is the test: each try waits until the test answers it or loses the connection. */
export function open(
  store = memory(),
  owner = ADA,
  alone: UploaderParts["alone"] = (work) => work(),
) {
  const tries: {
    unsent: UnsentMessage;
    after: string | undefined;
    settle: PromiseWithResolvers<Answer>;
  }[] = [];
  const wishes: { unsent: UnsentWish; seq: number; settle: PromiseWithResolvers<WishAnswer> }[] =
    [];
  const waits: { ms: number; over: () => void }[] = [];
  const uploads: { upload: Upload; settle: PromiseWithResolvers<Reply<Uploaded>> }[] = [];
  const acknowledged: Message[] = [];
  const barred: string[] = [];
  let changed = Promise.withResolvers<void>();
  const tell = () => {
    changed.resolve();
    changed = Promise.withResolvers();
  };
  const upload: UploaderParts["upload"] = (one) => {
    const settle = Promise.withResolvers<Reply<Uploaded>>();
    one.signal.addEventListener("abort", () => settle.reject(new Error("ended")));
    uploads.push({ upload: one, settle });
    tell();
    return settle.promise;
  };
  const outbox = new Outbox({
    owner,
    nextOrder: () => (typed += 1),
    store,
    openFiles: async () => ({ files: store.files, upload, alone }),
    send: (unsent, after) => {
      const settle = Promise.withResolvers<Answer>();
      tries.push({ unsent, after, settle });
      tell();
      return settle.promise;
    },
    sendWish: (unsent, seq) => {
      const settle = Promise.withResolvers<WishAnswer>();
      wishes.push({ unsent, seq, settle });
      tell();
      return settle.promise;
    },
    onAcknowledged: (message) => acknowledged.push(message),
    onBarred: (room, { code }) => barred.push(`${room} ${code}`),
    onChange: tell,
    wait: (ms) =>
      new Promise((over) => {
        waits.push({ ms, over });
        tell();
      }),
  });

  async function until<T>(what: string, look: () => T | undefined): Promise<T> {
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      await within(20_000, what, changed.promise);
    }
  }

  let seq = 0;
  let rev = 1000;
  const nextTry = (n: number) => until(`try ${n}`, () => tries[n - 1]);
  return {
    outbox,
    acknowledged,
    barred,
    tries,
    waits,
    nextWait: (n: number) => until(`pause ${n}`, () => waits[n - 1]),
    /** The text of the nth try, once it is made. */
    tried: async (n: number) => (await nextTry(n)).unsent.txt,
    /** Acknowledges the nth try; the message is as it was sent but for `more`. */
    async accept(n: number, more: Partial<Message> = {}) {
      const { unsent, settle } = await nextTry(n);
      seq += 1;
      const { room, name, txt } = unsent;
      const message = said(seq, { room, id: unsent.id, from: "ada", name, txt, ...more });
      settle.resolve({ ok: true, meta: { ...message, prev: seq - 1 }, message });
      await until("the acknowledgement", () => acknowledged.find(({ id }) => id === unsent.id));
    },
    uploads,
    nextUpload: (n: number) => until(`upload ${n}`, () => uploads[n - 1]),
    /** Takes the nth upload, as a file of this id. */
    async take(n: number, id: string) {
      const { upload: one, settle } = await until(`upload ${n}`, () => uploads[n - 1]);
      const { name, bytes } = one;
      settle.resolve({ ok: true, file: { id, name, type: "text/plain", size: bytes.size } });
    },
    wishes,
    nextWish: (n: number) => until(`wish ${n}`, () => wishes[n - 1]),
    /** Grants the nth wish. */
    async grant(n: number) {
      const { unsent, settle, seq: place } = await until(`wish ${n}`, () => wishes[n - 1]);
      rev += 1;
      const message = said(place, { rev, id: unsent.of });
      settle.resolve({ ok: true, rev, prev: rev - 1, message });
      await until("the wish granted", () => acknowledged.find((one) => one.rev === rev));
    },
    async refuseWish(n: number, error: WireError) {
      const { settle } = await until(`wish ${n}`, () => wishes[n - 1]);
      settle.resolve({ ok: false, error });
    },
    until,
    async refuse(n: number, error: WireError) {
      (await nextTry(n)).settle.resolve({ ok: false, error });
    },
    async lose(n: number) {
      outbox.setConnected(false);
      (await nextTry(n)).settle.reject(new Error("the connection was lost"));
    },
    /** Resolves when a message is in this state. */
    is: (txt: string, state: Outgoing["state"]) =>
      until(`${txt} being ${state}`, () =>
        outbox.outgoing.find((one) => one.txt === txt && one.state === state),
      ),
    say: (txt: string, room = "designers") => outbox.add({ room, name: "ada", txt }),
    /** Sends files of these names, with a text. */
    async sendFiles(txt: string, names: readonly string[], room = "designers") {
      const files = names.map((name): UnsentFile => {
        const blob = new Blob([`the bytes of ${name}`]);
        store.bytes.set(`key of ${name}`, blob);
        const { size } = blob;
        return { key: `key of ${name}`, name, type: "text/plain", size, description: "" };
      });
      await outbox.add({ room, name: "ada", txt, files });
    },
    /** The texts of all tries so far, each with that of the message which it says it comes after. */
    succession: () =>
      tries.map(({ unsent, after }) => [
        unsent.txt,
        tries.find((one) => one.unsent.id === after)?.unsent.txt,
      ]),
  };
}

export const RATE_LIMITED: WireError = {
  code: "rate_limited",
  message: "too fast",
  retryAfter: 4000,
};
export const UNSUCCEEDED: WireError = { code: "unavailable", message: "not stored", retryAfter: 0 };
export const TOO_LONG: WireError = {
  code: "too_long",
  message: "txt is longer than 4000 characters",
};
