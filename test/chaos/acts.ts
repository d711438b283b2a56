/** What people do, at random: they say something, answer, edit, remove and react. */
import type { Participant } from "./participant";
import type { Random } from "./random";

const EMOJI = ["👍", "😂", "🏳️‍🌈"] as const;
/** Among so many of the last messages somebody picks one. */
const RECENT = 20;

/** All texts that people write, so that they are found again in any bytes. No two acts have the same number. */
export const TEXT = /(?:message|edit) \d+\./g;

/** Does one thing, the `n`th of all. */
export function act(random: Random, person: Participant, n: number): void {
  const [what, which, emoji, on] = [
    random.next(),
    random.next(),
    random.pick(EMOJI),
    random.next(),
  ];
  person.act(() => {
    person.sayAgain();
    const own = oneOf(person.own(RECENT), which);
    // Nobody changes what was done to keep order.
    const shown = person.shown(RECENT).filter(({ notice }) => !notice);
    const any = oneOf(shown, which);
    if (what < 0.14 && own) person.change(own, { kind: "edit", txt: `edit ${n}.` });
    else if (what < 0.2 && own) person.change(own, { kind: "remove" });
    else if (what < 0.42 && any) person.change(any, { kind: "react", emoji, on: on < 0.75 });
    else person.type(`message ${n}.`, what > 0.9 ? any?.seq : undefined);
  });
}

/** Mostly one of the last, so that several changes of one message come one after the other, also while one is offline. */
function oneOf<T>(all: readonly T[], which: number): T | undefined {
  return all[all.length - 1 - Math.floor(which ** 3 * all.length)];
}
