/** Tests of the page, some at a time: most of what one takes is waiting for its browser. */
import { test as alone } from "bun:test";

/** So many have pages open at once: as many as two processors carry without anybody's deadline in danger. */
const AT_ONCE = 3;

/** Milliseconds for a whole file: a test's time begins before its turn does. Each wait has a deadline of its own. */
const TIMEOUT = 300_000;

let free = AT_ONCE;
const waiting: (() => void)[] = [];

/** Runs a test when it is its turn. */
async function inTurn(run: () => unknown): Promise<void> {
  if (free > 0) free -= 1;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    await run();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  }
}

type Arguments<Case> = Case extends readonly unknown[] ? Case : [Case];

/** Bun's own, run beside others. What a test needs has to be its own: its server, its pages, what it calls them. */
export const test = Object.assign(
  (title: string, run: () => unknown) => alone.concurrent(title, () => inTurn(run), TIMEOUT),
  {
    each:
      <Case>(cases: readonly Case[]) =>
      (title: string, run: (...args: Arguments<Case>) => unknown) =>
        alone.concurrent.each([...cases])(
          title,
          (...args: unknown[]) => inTurn(() => Reflect.apply(run, undefined, args)),
          TIMEOUT,
        ),
  },
);
