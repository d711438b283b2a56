/** Names, titles and quotes. They are not folded, so the letters that are slow to draw are left out. */
import { withoutExcessMarks } from "./markup";
import { scriptOf } from "./scripts";

/** Runs of letters that few fonts have: a name in a rare script is one. Long lists have many names. */
const RARE_RUNS = 4;

/** A name, title or quote as it is shown: at most eight marks on a letter, and four changes to letters that few fonts have (H44). */
export function shownLabel(text: string): string {
  let script: number | undefined;
  let runs = 0;
  return withoutExcessMarks(text).replace(/./gsu, (letter) => {
    const next = scriptOf(letter);
    if (next === undefined) return letter;
    if (next < 0 && next !== script) runs += 1;
    script = next;
    return next < 0 && runs > RARE_RUNS ? "\ufffd" : letter;
  });
}
