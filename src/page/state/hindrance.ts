/** Why the person may not do something now. It passes by itself when its time is over. */
import { signal } from "@preact/signals";
import type { Restricted, WireError } from "../../protocol";

/** Milliseconds that one lasts at least: the clocks of the device and the server may differ. */
const SHORTEST = 10_000;
/** Timers count no more than some weeks. */
const LONGEST_TIMER = 24 * 3600_000;

export class Hindrance {
  readonly #why = signal<WireError | undefined>(undefined);
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #onOver: () => void;

  /** `onOver` is called when the time of one is over. */
  constructor(onOver: () => void = () => {}) {
    this.#onOver = onOver;
  }

  get value(): WireError | undefined {
    return this.#why.value;
  }

  set value(why: WireError | undefined) {
    this.#why.value = why;
    clearTimeout(this.#timer);
    if (why?.until !== undefined) this.#wait(Math.max(why.until, Date.now() + SHORTEST));
  }

  #wait(until: number): void {
    const left = until - Date.now();
    if (left > 0) {
      this.#timer = setTimeout(() => this.#wait(until), Math.min(left, LONGEST_TIMER));
      return;
    }
    this.#why.value = undefined;
    this.#onOver();
  }
}

/** What the server answers to somebody who is muted or banned. */
export function hindrance(code: "muted" | "banned", { until, reason }: Restricted): WireError {
  return {
    code,
    message: "",
    ...(until === undefined ? {} : { until }),
    ...(reason === undefined ? {} : { reason }),
  };
}
