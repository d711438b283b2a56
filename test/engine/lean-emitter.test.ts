import { expect, setDefaultTimeout, test } from "bun:test";
import { EventEmitter } from "@socket.io/bun-engine/dist/event-emitter";
import { LeanEmitter } from "../../src/engine/lean-emitter";
import { Random } from "../chaos/random";

setDefaultTimeout(60_000);

type Listener = (...args: unknown[]) => void;

/** What both emitters have. */
interface Emitter {
  on(event: string, listener: Listener): unknown;
  once(event: string, listener: Listener): unknown;
  off(event?: string, listener?: Listener): unknown;
  removeListener(event: string, listener: Listener): unknown;
  emit(event: string, ...args: unknown[]): boolean;
  listeners(event: string): readonly unknown[];
}

const EVENTS = ["data", "error", "close", "packet"];

/** What the listeners of an emitter are called with in a program of random steps, some of them taken by listeners. */
function play(emitter: Emitter, seed: number): unknown[] {
  const log: unknown[] = [];
  const random = new Random(seed);
  const next = (below: number) => random.between(0, below - 1);
  const listeners = Array.from(
    { length: 4 },
    (_, n): Listener =>
      function (this: unknown, ...args) {
        log.push(["called", n, this === emitter, ...args]);
        if (next(4) === 0) step();
      },
  );
  const steps = [
    (event: string, listener: Listener) => emitter.on(event, listener),
    (event: string, listener: Listener) => emitter.on(event, listener),
    (event: string, listener: Listener) => emitter.once(event, listener),
    (event: string, listener: Listener) => emitter.off(event, listener),
    (event: string, listener: Listener) => emitter.removeListener(event, listener),
    (event: string) => next(5) === 0 && emitter.off(event),
    () => next(20) === 0 && emitter.off(),
    (event: string) => log.push(emitter.listeners(event).length),
  ];
  function step(): void {
    const [event, listener] = [EVENTS[next(4)]!, listeners[next(4)]!];
    steps[next(steps.length)]?.(event, listener);
  }
  for (let n = 0; n < 60; n += 1) {
    step();
    const event = EVENTS[next(4)]!;
    log.push(["emitted", event, emitter.emit(event, n, "two")]);
  }
  return log;
}

test("an emitter calls its listeners as bun-engine's emitter does, in 500 random programs", () => {
  for (let seed = 1; seed <= 500; seed += 1) {
    const lean = new LeanEmitter<Record<string, Listener>>();
    expect(play(lean, seed), `seed ${seed}`).toEqual(play(new EventEmitter() as Emitter, seed));
  }
});
