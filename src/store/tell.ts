/** Telling listeners, none of which keeps another from being told. */

export interface Telling<T> {
  tell: (news: T) => void;
  onChange: (listener: (news: T) => void) => void;
}

/** `failed` is called with what a listener threw. */
export function createTelling<T>(failed: (error: unknown) => void): Telling<T> {
  const listeners = new Set<(news: T) => void>();
  return {
    tell(news) {
      for (const listener of listeners) {
        try {
          listener(news);
        } catch (error) {
          failed(error);
        }
      }
    },
    onChange: (listener) => void listeners.add(listener),
  };
}
