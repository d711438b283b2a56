/** An event emitter that costs a connection little: bun-engine's has a Map, and a list for each event. */

type Listener = ((...args: never[]) => void) & { fn?: Listener };

/** Does what bun-engine's `EventEmitter` does. One listener of an event is kept as itself, several as a list. */
export class LeanEmitter<Events extends { [Event in keyof Events]: (...args: never[]) => void }> {
  // A list is never changed, so that listeners may come and go while it is walked.
  #listeners: Record<string, Listener | readonly Listener[] | undefined> | undefined;

  on(event: string, listener: Listener): this {
    const before = this.#listeners?.[event];
    this.#set(event, before === undefined ? listener : [...asList(before), listener]);
    return this;
  }

  once(event: string, listener: Listener): this {
    const onceListener: Listener = (...args) => {
      this.off(event, onceListener);
      listener.apply(this, args);
    };
    onceListener.fn = listener;
    return this.on(event, onceListener);
  }

  /** Removes one listener, all of an event, or all. */
  off(event?: string, listener?: Listener): this {
    if (event === undefined) this.#listeners = undefined;
    else if (listener === undefined) this.#set(event, undefined);
    else this.#remove(event, listener);
    return this;
  }

  removeListener(event?: string, listener?: Listener): this {
    return this.off(event, listener);
  }

  listeners(event: string): readonly Listener[] {
    return asList(this.#listeners?.[event]);
  }

  /** Calls the listeners of an event, and returns whether there were any. */
  emit<Event extends keyof Events & string>(
    event: Event,
    ...args: Parameters<Events[Event]>
  ): boolean {
    const listeners = this.#listeners?.[event];
    if (listeners === undefined) return false;
    if (typeof listeners === "function") listeners.apply(this, args);
    else for (const listener of listeners) listener.apply(this, args);
    return true;
  }

  #remove(event: string, listener: Listener): void {
    const before = this.listeners(event);
    const at = before.findIndex((one) => one === listener || one.fn === listener);
    if (at === -1) return;
    const left = before.toSpliced(at, 1);
    this.#set(event, left.length > 1 ? left : left[0]);
  }

  #set(event: string, listeners: Listener | readonly Listener[] | undefined): void {
    // The events that Socket.IO listens to, so that all tables have one shape.
    this.#listeners ??= { data: undefined, error: undefined, close: undefined };
    this.#listeners[event] = listeners;
  }
}

function asList(listeners: Listener | readonly Listener[] | undefined): readonly Listener[] {
  if (listeners === undefined) return [];
  return typeof listeners === "function" ? [listeners] : listeners;
}
