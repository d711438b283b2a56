/**
 * Whether every acknowledgement left after the sync that covers it (P7): a sync that began when the
 * message's page was in the write-ahead log already, and had ended before the acknowledgement was sent.
 */
import { type Call, readTrace } from "./trace";

export interface Verdict {
  acknowledged: number;
  syncs: number;
  /** The messages whose acknowledgement left too early. */
  early: string[];
}

const WRITES = new Set(["pwrite64", "pwritev", "write", "writev"]);
const SYNCS = new Set(["fsync", "fdatasync"]);
const SENDS = new Set(["sendto", "sendmsg", "write", "writev"]);
/** Of one length, since in a page of the database any byte may follow. */
const ID = /proof-\d{6}/g;
const ACKNOWLEDGEMENT = /\{\\"ok\\":true,\\"meta\\":\{[^}]*\\"id\\":\\"(proof-\d{6})\\"/g;
const IS_LOG = /^\d+<[^>]*-wal>/;
const IS_SOCKET = /^\d+<socket:/;
const SUCCEEDED = /= 0$/;

/** Judges a trace of a server to which messages with ids like `proof-000001` were sent. */
export function judge(trace: string): Verdict {
  const state = new State();
  for (const call of readTrace(trace)) state.see(call);
  return state.verdict;
}

class State {
  readonly verdict: Verdict = { acknowledged: 0, syncs: 0, early: [] };
  readonly #written = new Set<string>();
  readonly #synced = new Set<string>();
  #covered: string[] = [];

  see({ at, name, text }: Call): void {
    if (IS_LOG.test(text) && SYNCS.has(name)) this.#sync(at, text);
    else if (IS_LOG.test(text) && WRITES.has(name) && at === "end") this.#write(text);
    else if (IS_SOCKET.test(text) && SENDS.has(name) && at === "begin") this.#send(text);
  }

  #write(text: string): void {
    for (const [id] of text.matchAll(ID)) this.#written.add(id);
  }

  #sync(at: Call["at"], text: string): void {
    if (at === "begin") this.#covered = [...this.#written];
    if (at === "begin" || !SUCCEEDED.test(text)) return;
    this.verdict.syncs += 1;
    for (const id of this.#covered) this.#synced.add(id);
  }

  #send(text: string): void {
    for (const [, id = ""] of text.matchAll(ACKNOWLEDGEMENT)) {
      this.verdict.acknowledged += 1;
      if (!this.#synced.has(id)) this.verdict.early.push(id);
    }
  }
}
