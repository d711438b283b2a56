/** Why the person may not do something now. It passes by itself when its time is over. */
import { signal } from "@preact/signals";
import type { Restriction, WireError } from "../../protocol";

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

/** What the server answers to somebody whom an act keeps from writing; undefined if none does. */
export function hindranceOf(restriction: Restriction | undefined): WireError | undefined {
  if (!restriction || restriction.act === "kick") return undefined;
  const { act, until, reason } = restriction;
  return {
    code: act === "mute" ? "muted" : "banned",
    message: "",
    ...(until === undefined ? {} : { until }),
    ...(reason === undefined ? {} : { reason }),
  };
}
