/** What people do, at random: they say something, answer, edit, remove and react. */
import type { Random } from "./random";
import type { Participant } from "./participant";
import type { Target } from "./records";

const EMOJI = ["👍", "😂", "🏳️‍🌈"] as const;
/** Among so many of the last messages somebody picks one. */
const RECENT = 20;

/** All texts that people write, so that they are found again in any bytes. No two acts have the same number. */
export const TEXT = /(?:message|edit) \d+\./g;

/** Does one thing, the `n`th of all. */
export function act(random: Random, person: Participant, n: number): void {
  const roll = random.next();
  const own = oneOf(random, person.own(RECENT));
  const any = oneOf(random, person.shown(RECENT));
  if (roll < 0.14 && own) person.change(own, { kind: "edit", txt: `edit ${n}.` });
  else if (roll < 0.2 && own) person.change(own, { kind: "remove" });
  else if (roll < 0.42 && any) {
    const on = random.next() < 0.75;
    person.change(any, { kind: "react", emoji: random.pick(EMOJI), on });
  } else person.type(`message ${n}.`, roll > 0.9 ? any?.seq : undefined);
}

function oneOf(random: Random, targets: readonly Target[]): Target | undefined {
  return targets.length > 0 ? random.pick(targets) : undefined;
}
