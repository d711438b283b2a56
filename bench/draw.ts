/**
 * What it costs a real Chromium to draw messages that are hard to draw (H44), at the rate of one hostile
 * sender: 17 a second, each of 4,000 characters. The page's own time for a message, and the longest frame.
 */
import { HARD_TO_DRAW, ORDINARY } from "../test/hostile/drawing";
import { Page } from "../test/browser/page";
import { Client } from "../test/support/client";
import { serve } from "../test/support/server";
import { percentile } from "./figures";
import { table } from "./table";

const A_SECOND = 17;
const SECONDS = 2;
const MESSAGES = A_SECOND * SECONDS;

/** Prints, for each kind of message, what it costs the page's main thread. */
export async function draw(): Promise<void> {
  await using server = await serve({ MESSAGE_RATE: "1000", MESSAGE_BURST: "1000" });
  await using mallory = await Client.connect(server.url);
  using page = await Page.open(server.url);
  await page.introduce("ada");
  // Processor time, because other programs may use the machine.
  await page.view.cdp("Performance.enable", { timeDomain: "threadTicks" });
  // Functions are compiled once, before the measurement.
  await costs(page, mallory, ORDINARY);
  const rows = [["ordinary", ...(await costs(page, mallory, ORDINARY))]];
  for (const [kind, txt] of Object.entries(HARD_TO_DRAW))
    rows.push([kind, ...(await costs(page, mallory, txt))]);
  console.log(
    table(
      ["message", "ms a message", "longest task ms", "frames p99 ms", "longest frame ms"],
      rows,
    ),
  );
}

async function costs(page: Page, mallory: Client, txt: string): Promise<string[]> {
  // The browser loads the font of a script with its first letter.
  await saysAndShows(page, mallory, txt);
  // Watching frames makes the browser draw all the time, which is not a cost of messages.
  await page.get(WATCH);
  const idle = await busyFor(page, () => Bun.sleep(500));
  const before = await lines(page);
  const began = performance.now();
  const busy = await busyFor(page, async () => {
    for (let n = 0; n < MESSAGES; n += 1) {
      await mallory.say(txt, { name: "mallory" });
      await Bun.sleep(Math.max(0, began + ((n + 1) * 1000) / A_SECOND - performance.now()));
    }
  });
  await page.until("the last message", `${LAST} >= ${before + MESSAGES}`);
  const { frames, tasks } = await page.get<{ frames: number[]; tasks: number[] }>("watched()");
  // What the page does without messages is subtracted.
  const own = busy.spent - (idle.spent * busy.lasted) / idle.lasted;
  return [
    (own / MESSAGES).toFixed(1),
    Math.max(0, ...tasks).toFixed(0),
    percentile(frames, 99).toFixed(0),
    Math.max(...frames).toFixed(0),
  ];
}

async function saysAndShows(page: Page, mallory: Client, txt: string): Promise<void> {
  const before = await lines(page);
  await mallory.say(txt, { name: "mallory" });
  await page.until("the message", `${LAST} > ${before}`);
}

const LAST = "Number([...document.querySelectorAll('[data-seq]')].at(-1)?.dataset.seq ?? 0)";
const lines = (page: Page) => page.get<number>(LAST);

/** Records how long frames take, and tasks of 50 ms and more. */
const WATCH = `(() => {
  const [frames, tasks] = [[], []];
  let last = performance.now();
  let isOver = false;
  const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)));
  observer.observe({ type: "longtask" });
  const turn = (now) => {
    frames.push(now - last);
    last = now;
    if (!isOver) requestAnimationFrame(turn);
  };
  requestAnimationFrame(turn);
  window.watched = () => {
    isOver = true;
    observer.disconnect();
    return { frames, tasks };
  };
})()`;

/** How long the page's main thread worked during `act`, and how long `act` took, in milliseconds. */
async function busyFor(page: Page, act: () => Promise<unknown>) {
  const spent = await taskTime(page);
  const began = performance.now();
  await act();
  return { spent: (await taskTime(page)) - spent, lasted: performance.now() - began };
}

async function taskTime(page: Page): Promise<number> {
  const { metrics } = await page.view.cdp<{ metrics: { name: string; value: number }[] }>(
    "Performance.getMetrics",
  );
  return 1000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0);
}

if (import.meta.main) {
  await draw();
  process.exit(0);
}
