/** A part of the page that is not in it from the beginning: fetched when it is first wanted. */
import { type ReadonlySignal, signal } from "@preact/signals";

export type Loading<T> = { is: "absent" } | { is: "there"; part: T } | { is: "failed" };

export interface Part<T> {
  state: ReadonlySignal<Loading<T>>;
  /** Fetches it, unless it is there. It may fail: a server of a later version does not have it any more. */
  load: () => Promise<void>;
}

/** The part that `fetch` brings. */
export function part<T>(fetch: () => Promise<T>): Part<T> {
  const state = signal<Loading<T>>({ is: "absent" });
  return {
    state,
    async load() {
      if (state.value.is === "there") return;
      state.value = await fetch().then(
        (fetched) => ({ is: "there", part: fetched }),
        () => ({ is: "failed" }),
      );
    },
  };
}
