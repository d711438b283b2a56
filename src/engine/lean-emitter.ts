/** An event emitter that costs a connection little: bun-engine's has a Map, and a list for each event. */

type Listener = ((...args: never[]) => void) & { fn?: Listener };

type Table = Record<string, Listener | readonly Listener[] | undefined>;

/** Listens to a connection first of all: Socket.IO's side of it. */
export interface Owner {
  ondata(data: unknown): void;
  onerror(error: unknown): void;
  onclose(reason: string): void;
}

/**
 * Does what bun-engine's `EventEmitter` does. One listener of an event is kept as itself, several as a list. There is
 * no table of listeners until somebody besides the owner listens, or looks at the listeners.
 */
export class LeanEmitter<Events extends { [Event in keyof Events]: (...args: never[]) => void }> {
  // A list is never changed, so that listeners may come and go while it is walked.
  #listeners: Table | undefined;
  #owner: Owner | undefined;

  /** `owner` listens to `data`, `error` and `close` from now on. Call it before there are other listeners. */
  own(owner: Owner): void {
    this.#owner = owner;
  }

  /** The owner no longer listens to anything. */
  disown(): void {
    const owner = this.#owner;
    this.#owner = undefined;
    if (!owner || !this.#listeners) return;
    for (const [event, listener] of listenersOf(owner))
      this.#remove(event, listener.fn ?? listener);
  }

  on(event: string, listener: Listener): this {
    const before = this.#table()[event];
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
    if (event === undefined) this.#listeners = newTable(undefined);
    else if (listener === undefined) this.#set(event, undefined);
    else this.#remove(event, listener);
    return this;
  }

  removeListener(event?: string, listener?: Listener): this {
    return this.off(event, listener);
  }

  listeners(event: string): readonly Listener[] {
    return asList(this.#table()[event]);
  }

  /** Calls the listeners of an event, and returns whether there were any. */
  emit<Event extends keyof Events & string>(
    event: Event,
    ...args: Parameters<Events[Event]>
  ): boolean {
    if (!this.#listeners) return tellOwner(this.#owner, event, args[0]);
    const listeners = this.#listeners[event];
    if (listeners === undefined) return false;
    if (typeof listeners === "function") listeners.apply(this, args);
    else for (const listener of listeners) listener.apply(this, args);
    return true;
  }

  #table(): Table {
    return (this.#listeners ??= newTable(this.#owner));
  }

  #remove(event: string, listener: Listener): void {
    const before = this.listeners(event);
    const at = before.findIndex((one) => one === listener || one.fn === listener);
    if (at === -1) return;
    const left = before.toSpliced(at, 1);
    this.#set(event, left.length > 1 ? left : left[0]);
  }

  #set(event: string, listeners: Listener | readonly Listener[] | undefined): void {
    this.#table()[event] = listeners;
  }
}

/** What an owner listens with where it needs functions. Each can be removed by the owner's method. */
export function listenersOf(owner: Owner): [event: string, listener: Listener][] {
  // oxlint-disable-next-line typescript/unbound-method -- each method is called with its emitter as `this`
  const { ondata, onerror, onclose } = owner;
  return [
    ["data", removable(owner, ondata)],
    ["error", removable(owner, onerror)],
    ["close", removable(owner, onclose)],
  ];
}

function removable(owner: Owner, method: (this: Owner, arg: never) => void): Listener {
  return Object.assign((arg: never) => method.call(owner, arg), { fn: method });
}

/** A table with the events that Socket.IO listens to, so that all tables have one shape. */
function newTable(owner: Owner | undefined): Table {
  const table: Table = { data: undefined, error: undefined, close: undefined };
  if (owner) for (const [event, listener] of listenersOf(owner)) table[event] = listener;
  return table;
}

function tellOwner(owner: Owner | undefined, event: string, arg: unknown): boolean {
  if (!owner) return false;
  if (event === "data") owner.ondata(arg);
  else if (event === "error") owner.onerror(arg);
  else if (event === "close") owner.onclose(String(arg));
  else return false;
  return true;
}

function asList(listeners: Listener | readonly Listener[] | undefined): readonly Listener[] {
  if (listeners === undefined) return [];
  return typeof listeners === "function" ? [listeners] : listeners;
}
