/**
 * How smoothly 10,000 messages scroll in a real Chromium: from the newest up to the first, fetched from the
 * server on the way, and down again. What a frame costs the page says more than frames a second,
 * which also depend on the machine.
 */
import { Page } from "../test/browser/page";
import { fill, sees } from "../test/browser/people";
import { serve } from "../test/support/server";
import { percentile } from "./figures";
import { table } from "./table";

const MESSAGES = 10_000;
/** Pixels a frame, 12,000 a second: as fast as one can fling. */
const STEP = 200;

/** What the page's main thread did, in seconds of its processor time, as Chromium measures it. */
type Costs = Record<
  "TaskDuration" | "ScriptDuration" | "RecalcStyleDuration" | "LayoutDuration",
  number
>;

/** Prints frames a second, and what a frame costs, up and down. */
export async function scroll(): Promise<void> {
  await using server = await serve();
  await fill(server.url, MESSAGES);
  using page = await Page.open(server.url);
  await page.introduce("ada");
  await sees(page, MESSAGES);
  await printWays(page, MESSAGES);
}

/** Scrolls a page that shows the newest message up to the first and down again, and prints the figures. */
export async function printWays(page: Page, newest: number): Promise<void> {
  await page.view.cdp("Performance.enable", { timeDomain: "threadTicks" });
  const rows = [await through(page, "up", 1), await through(page, "down", newest)];
  const head = ["way", "frames", "frames/s", "p50 ms", "p99 ms", "longest ms"];
  const costs = ["ms a frame: all", "script", "style", "layout"];
  console.log(table([...head, ...costs], rows));
}

/** Scrolls until a message is seen. */
async function through(page: Page, way: "up" | "down", seq: number): Promise<(string | number)[]> {
  const before = await costsOf(page);
  await page.get(turning(way === "up" ? -STEP : STEP, seq));
  const frames: number[] = await wholly(page);
  const after = await costsOf(page);
  const spent = (cost: keyof Costs) =>
    (((after[cost] - before[cost]) * 1000) / frames.length).toFixed(2);
  const total = frames.reduce((sum, frame) => sum + frame, 0);
  return [
    way,
    frames.length,
    ((frames.length * 1000) / total).toFixed(1),
    percentile(frames, 50).toFixed(1),
    percentile(frames, 99).toFixed(1),
    Math.max(...frames).toFixed(1),
    spent("TaskDuration"),
    spent("ScriptDuration"),
    spent("RecalcStyleDuration"),
    spent("LayoutDuration"),
  ];
}

/** Turns the list a step in each frame until it has come to a message; notes how long each frame took. */
function turning(step: number, seq: number): string {
  return `(() => {
    const log = document.querySelector(".log");
    window.turns = [];
    window.isThere = false;
    let last = performance.now();
    const turn = (now) => {
      turns.push(now - last);
      last = now;
      log.scrollBy(0, ${step});
      const isAtEdge = ${step} < 0 ? log.scrollTop === 0 : log.scrollTop + log.clientHeight >= log.scrollHeight - 1;
      isThere = isAtEdge && document.querySelector('[data-seq="${seq}"]') !== null;
      if (!isThere) requestAnimationFrame(turn);
    };
    requestAnimationFrame(turn);
  })()`;
}

/** The frames, once it is there: nothing asks the page meanwhile, since that would cost it time. */
async function wholly(page: Page): Promise<number[]> {
  while (!(await page.get<boolean>("isThere"))) await Bun.sleep(500);
  // The first one began before it turned.
  return page.get("turns.slice(1)");
}

async function costsOf(page: Page): Promise<Costs> {
  const { metrics } = await page.view.cdp<{ metrics: { name: string; value: number }[] }>(
    "Performance.getMetrics",
  );
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value])) as Costs;
}

if (import.meta.main) await scroll();
