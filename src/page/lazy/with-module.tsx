import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import type { Part } from "./lazy-module";

interface Props<T> {
  part: Part<T>;
  /** What is drawn when it cannot be had. */
  without?: ComponentChildren;
  children: (part: T) => ComponentChildren;
}

/** Draws with a part of the page as soon as that is there. */
export function Later<T>({ part, without = null, children }: Props<T>) {
  useEffect(() => void part.load(), [part]);
  const state = part.state.value;
  if (state.is === "there") return <>{children(state.part)}</>;
  return <>{state.is === "failed" && without}</>;
}
