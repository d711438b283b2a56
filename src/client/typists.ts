/** Who is typing (P16), on both sides: sending it without needless repetition, and forgetting it in time. */
import type { Person, Typing } from "../protocol";

/** Milliseconds after the last notice until a person counts as no longer typing. */
export const FORGOTTEN_AFTER = 6000;
/** Milliseconds between two notices: well within `FORGOTTEN_AFTER`. */
const REPEATED_AFTER = 3000;

/** The people who are typing in a room. Calls `onChange` with them whenever they change. */
export class Typists {
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #people = new Map<string, Person>();
  readonly #onChange: (people: Person[]) => void;

  constructor(onChange: (people: Person[]) => void) {
    this.#onChange = onChange;
  }

  receive({ from, name, on }: Typing): void {
    if (!on) return this.forget(from);
    clearTimeout(this.#timers.get(from));
    this.#timers.set(
      from,
      setTimeout(() => this.forget(from), FORGOTTEN_AFTER),
    );
    if (this.#people.get(from)?.name === name) return;
    this.#people.set(from, { from, name });
    this.#onChange([...this.#people.values()]);
  }

  /** A person who has sent a message has stopped typing. */
  forget(from: string): void {
    clearTimeout(this.#timers.get(from));
    this.#timers.delete(from);
    if (this.#people.delete(from)) this.#onChange([...this.#people.values()]);
  }
}

/** Returns a function that takes the text in the box, and tells others that the person is typing: at the first letter, every three seconds, and at the end. */
export function typingNotifier(
  tell: (on: boolean) => void,
  now = () => performance.now(),
): (txt: string) => void {
  let toldAt = -Infinity;
  return (txt) => {
    const on = txt.trim() !== "";
    if (on && now() - toldAt < REPEATED_AFTER) return;
    if (!on && toldAt === -Infinity) return;
    toldAt = on ? now() : -Infinity;
    tell(on);
  };
}
