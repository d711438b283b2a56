import type { Message, Notice } from "../../protocol";
import { withWhy } from "../elements/why";
import type { AllWords } from "../languages/languages";

export type Acted = Pick<Message, "name"> & { notice: Notice };

/** An act in the reader's language: who did what to whom, until when, and why. The text that the server wrote beside it is not used. */
export function actText({ name: by, notice }: Acted, words: AllWords): string {
  const done = doneBy(by, notice, words);
  const isEver = notice.act === "ban" && notice.until === undefined;
  return withWhy(done, notice, words, isEver ? words.say("forGood") : undefined);
}

function doneBy(by: string, { act, name = "…", rank, count = 0 }: Notice, { say }: AllWords) {
  const who = { by, name };
  switch (act) {
    case "sweep":
      return say("act_sweep", { ...who, count });
    case "rank":
      return rank === undefined || rank === "stranger"
        ? say("act_kick", who)
        : say("act_rank", { ...who, role: say(`rank_${rank}`) });
    default:
      return say(`act_${act}`, who);
  }
}
