import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import type { LazyModule } from "./lazy-module";

interface Props<T> {
  module: LazyModule<T>;
  /** Drawn if the module cannot be fetched. */
  fallback?: ComponentChildren;
  children: (module: T) => ComponentChildren;
}

/** Draws its children with a lazy module as soon as that is there. */
export function WithModule<T>({ module, fallback = null, children }: Props<T>) {
  useEffect(() => void module.load(), [module]);
  const state = module.state.value;
  if (state.is === "there") return <>{children(state.module)}</>;
  return <>{state.is === "failed" && fallback}</>;
}
