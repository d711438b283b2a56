/** The step that reads a long room back to its beginning, and watches that nothing jumps. */
import { until } from "../support/until";
import { HISTORY, must, type Step } from "./scene";

/** Pixels of one turn of the wheel, less than is in sight. */
const TURN = 450;

/** Where the lines in sight are, once nothing has moved for a few frames. */
const LINES_IN_SIGHT = `new Promise((resolve) => {
  const log = document.querySelector(".log");
  const { top, bottom } = log.getBoundingClientRect();
  const look = () => [...log.querySelectorAll("[data-seq]")]
    .map((line) => [Number(line.dataset.seq), line.getBoundingClientRect().top])
    .filter(([, at]) => at > top - 50 && at < bottom);
  let [last, still] = ["", 0];
  const frame = () => {
    const lines = look();
    const now = JSON.stringify(lines);
    still = now === last ? still + 1 : 0;
    last = now;
    if (still > 5) resolve(lines);
    else requestAnimationFrame(frame);
  };
  frame();
})`;

type Lines = [seq: number, top: number][];

/** By how many pixels what was in sight has moved. Throws when nothing of it is in sight any more. */
function moved(before: Lines, after: Lines): number {
  const known = new Map(before);
  const [seq, top] = after.find(([one]) => known.has(one)) ?? [];
  if (seq === undefined || top === undefined)
    throw new Error(`it jumped from message ${before[0]?.[0]} to ${after[0]?.[0]}`);
  return top - (known.get(seq) ?? top);
}

export const history: Step = [
  "read back to the first message of a long room, without a jump",
  async ({ ada }) => {
    await ada.goes(`${ada.url}/r/archive`);
    await ada.isOnline();
    await ada.shows(`message ${HISTORY}`);
    const [x, y] = await ada.hands.get<[number, number]>(
      "(({ x, y, width, height }) => [x + width / 2, y + height / 2])(document.querySelector('.log').getBoundingClientRect())",
    );
    let before = await ada.hands.get<Lines>(LINES_IN_SIGHT);
    await until("the first message", async () => {
      await ada.hands.wheel(x, y, -TURN);
      const after = await ada.hands.get<Lines>(LINES_IN_SIGHT);
      const by = moved(before, after);
      must(by >= -2 && by <= TURN + 2, `at message ${after[0]?.[0]} it moved by ${by} pixels`);
      before = after;
      return after[0]?.[0] === 1;
    });
    await ada.shows("The beginning of archive");
    await ada.presses("Jump to latest");
    await ada.until(
      "the newest message",
      `document.querySelector('[data-seq="${HISTORY}"]') !== null`,
    );
  },
];
