/** An event emitter in place of the package's own module, without the aliases that Socket.IO's client does not use. */
type Listener = ((...values: unknown[]) => void) & { once?: Listener };

export class Emitter {
  readonly #listeners = new Map<string, readonly Listener[]>();

  on(event: string, listener: Listener): this {
    this.#listeners.set(event, [...this.#of(event), listener]);
    return this;
  }

  once(event: string, listener: Listener): this {
    const first: Listener = (...values) => {
      this.off(event, first);
      listener.apply(this, values);
    };
    first.once = listener;
    return this.on(event, first);
  }

  /** Removes a listener; without `listener` all of an event, without `event` all of them. */
  off(event?: string, listener?: Listener): this {
    if (event === undefined) this.#listeners.clear();
    else {
      const all = this.#of(event);
      const at = all.findIndex((one) => one === listener || one.once === listener);
      this.#listeners.set(event, listener ? all.filter((_, n) => n !== at) : []);
    }
    return this;
  }

  removeListener(event: string, listener: Listener): this {
    return this.off(event, listener);
  }

  removeAllListeners(event?: string): this {
    return this.off(event);
  }

  /** Calls the present listeners, even if one of them removes another. */
  emitReserved(event: string, ...values: unknown[]): this {
    for (const listener of this.#of(event)) listener.apply(this, values);
    return this;
  }

  /** A socket overrides this with a method that sends. */
  emit(event: string, ...values: unknown[]): this {
    return this.emitReserved(event, ...values);
  }

  #of(event: string): readonly Listener[] {
    return this.#listeners.get(event) ?? [];
  }
}
