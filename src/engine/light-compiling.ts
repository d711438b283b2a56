/** Which functions JavaScriptCore's last compiler is kept from. */
import { noFTL } from "bun:jsc";

/**
 * Keeps functions from the last of JavaScriptCore's compilers, for good. Give it those that run for one connection: when it
 * comes, when it goes, and when it alone is written to; a broadcast is a publish. While thousands connect, that compiler
 * takes 5 to 50 ms of a processor for each of them, together a fifth of what connections cost.
 */
export function compileLightly(...functions: readonly ((...args: never[]) => unknown)[]): void {
  for (const one of functions) noFTL(one);
}

/** Does the same with the methods of a class that have these names. */
export function compileMethodsLightly<Class extends object>(
  prototype: Class,
  ...names: readonly (keyof Class)[]
): void {
  for (const name of names) {
    const method: unknown = prototype[name];
    if (typeof method !== "function") throw new TypeError(`${String(name)} is no method`);
    noFTL(method as () => unknown);
  }
}
