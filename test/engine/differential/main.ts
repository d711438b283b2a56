/**
 * `bun run differential --programs 10000 --seed 1`: random programs, each played on stock Socket.IO and
 * on this engine. Both must send every client the same, in the same order. Ends with 1 if they differ.
 */
import { parseArgs } from "node:util";
import { compare, describeDifference } from "./compare";

const { values } = parseArgs({
  options: {
    programs: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
  },
});
const programs = Number(values.programs);
const first = Number(values.seed);
const PORTION = 250;

let published = 0;
let walked = 0;
let different = 0;
for (let done = 0; done < programs; done += PORTION) {
  const portion = await compare(first + done, Math.min(PORTION, programs - done), "native");
  published += portion.published;
  walked += portion.walked;
  different += portion.differences.length;
  for (const difference of portion.differences) console.log(describeDifference(difference));
  console.log(`${done + portion.played} of ${programs} programs, ${different} different`);
}
console.log(`${published} broadcasts were published, ${walked} went from socket to socket`);
process.exit(different > 0 ? 1 : 0);
