/** Modules that are fetched when they are first needed, with their style sheet. */
import { type ReadonlySignal, signal } from "@preact/signals";

export type Loading<T> = { is: "absent" } | { is: "there"; module: T } | { is: "failed" };

export interface LazyModule<T> {
  state: ReadonlySignal<Loading<T>>;
  /** Fetches the module, unless it is there. Resolves with undefined if that fails: a server of another version does not have it. */
  load: () => Promise<T | undefined>;
}

/** The module that `fetch` imports. */
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

/** Fetches the style sheet of all lazy modules, with the first of them. Rejects if it cannot be fetched. */
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
  // The next module tries again.
  await promise.catch((error: unknown) => {
    sheet.rel = "part";
    throw error;
  });
}
