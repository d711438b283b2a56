/** A part of the page that is not in it from the beginning: fetched when it is first wanted, with its style. */
import { type ReadonlySignal, signal } from "@preact/signals";

export type Loading<T> = { is: "absent" } | { is: "there"; module: T } | { is: "failed" };

export interface LazyModule<T> {
  state: ReadonlySignal<Loading<T>>;
  /** Fetches it, unless it is there. Resolves with nothing when that fails: a server of a later version does not have it any more. */
  load: () => Promise<T | undefined>;
}

/** The part that `fetch` brings. */
export function lazyModule<T>(fetch: () => Promise<T>): LazyModule<T> {
  const state = signal<Loading<T>>({ is: "absent" });
  return {
    state,
    async load() {
      if (state.value.is !== "there")
        state.value = await Promise.all([fetch(), style()]).then(
          ([fetched]) => ({ is: "there", module: fetched }),
          () => ({ is: "failed" }),
        );
      return state.value.is === "there" ? state.value.module : undefined;
    },
  };
}

let styled: Promise<unknown> | undefined;

/** The style sheet of all parts, fetched with the first of them. Rejects when it cannot be had. */
function style(): Promise<unknown> {
  styled ??= fetchStyle().finally(() => {
    styled = undefined;
  });
  return styled;
}

async function fetchStyle(): Promise<void> {
  const sheet = document.querySelector<HTMLLinkElement>("link[rel=part][href^='/later.css']");
  if (!sheet) return;
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  sheet.addEventListener("load", resolve);
  sheet.addEventListener("error", reject);
  sheet.rel = "stylesheet";
  // The next part asks again for what this one did not get.
  await promise.catch((error: unknown) => {
    sheet.rel = "part";
    throw error;
  });
}
