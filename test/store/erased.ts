/** Words that people write and take back in every way, and those of them that are left somewhere. */
import type { Log } from "../../src/store/log";
import { editing, made, reacting, removing } from "./changes-parts";
import { ada, upTo } from "./contract-parts";

const WORD = /\b(?:said|edited|reactor)-\d+\b/g;

/** Those that are written in `text`, each once, sorted. */
export const wordsIn = (text: string) => [...new Set(text.match(WORD))].toSorted();

/** What is left of all that `writeAndErase` writes. */
export const LEFT = ["edited-4", "reactor-5", "said-5", "said-6"];

/** Six messages: one is retired, one removed, one edited and removed, one edited, one reacted to, and one left as it is. */
export async function writeAndErase(log: Log): Promise<void> {
  for (const n of upTo(6)) await log.append(ada(`id-${n}`, { txt: `said-${n} by ada` }));
  for (const seq of [3, 4]) await made(log.change(editing({ seq, txt: `edited-${seq} by ada` })));
  for (const seq of [1, 2, 5, 6])
    await made(log.change(reacting({ seq, by: `by-${seq}`, name: `reactor-${seq}` })));
  await made(log.change(reacting({ seq: 6, by: "by-6", on: false })));
  for (const seq of [2, 3]) await made(log.change(removing({ seq })));
  await log.remove("lobby", Date.now() + 1, 1);
}
