/** Who is typing (P16), on both sides: telling it without repeating oneself, and forgetting it in time. */
import type { Person, Typing } from "../protocol";

/** Milliseconds after which one who says nothing more has stopped. */
export const FORGOTTEN_AFTER = 6000;
/** Milliseconds between two tellings: well within what others remember. */
const REPEATED_AFTER = 3000;

/** The people who type in a room. Tells `changed` who they are whenever that is different. */
export class Typists {
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #people = new Map<string, Person>();
  readonly #onChange: (people: Person[]) => void;

  constructor(changed: (people: Person[]) => void) {
    this.#onChange = changed;
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

/** Tells the others that one types: at the first letter, again every three seconds, and when it is over. */
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
