/** The page when it is another day, another time zone, or the clock is set. */
import { expect, test } from "bun:test";
import type { Page } from "./page";
import { fill, sees } from "./people";
import { samePlace } from "./same-place";
import { visible } from "./pressed";

const place = samePlace();

/** A clock that `setClock` sets, in the page's own time. */
const CLOCK = `(() => {
  const Real = Date;
  let ahead = 0;
  globalThis.Date = class extends Real {
    constructor(...parts) {
      if (parts.length === 0) super(Real.now() + ahead);
      else super(...parts);
    }
    static now() { return Real.now() + ahead; }
  };
  globalThis.setClock = (at) => { ahead = at - Real.now(); };
})()`;

async function withClock(url: string): Promise<Page> {
  const page = await place.open(`${url}/healthz`);
  await page.runsFirst(CLOCK);
  await page.view.navigate(url);
  return page;
}

const days = "[...document.querySelectorAll('.day')].map((one) => one.textContent)";

test("at midnight today becomes yesterday, while the page is open and when it wakes", async () => {
  await using server = await place.serve();
  await fill(server.url, 1);
  const ada = await withClock(server.url);
  await ada.introduce("ada");
  await sees(ada, 1);
  expect(await ada.get<string[]>(days)).toEqual(["today"]);
  // A second before midnight the page wakes, and stays open over it.
  await ada.get(
    `setClock(new Date().setHours(23, 59, 59, 300)), dispatchEvent(new Event("focus"))`,
  );
  await ada.until("yesterday", `${days}.join() === "yesterday"`);
  await ada.get(`setClock(Date.now() + 5 * 86_400_000), dispatchEvent(new Event("focus"))`);
  await ada.until("the day by its name", `/^\\w+day, \\w+ \\d+$/.test(${days}.join())`);
  // Set back, it is before the message, which is not today's then.
  await ada.get(`setClock(Date.now() - 7 * 86_400_000), dispatchEvent(new Event("pageshow"))`);
  await ada.until("still the day by its name", `/^\\w+day, \\w+ \\d+$/.test(${days}.join())`);
});

test("in another time zone, the times are those of that zone", async () => {
  await using server = await place.serve();
  await fill(server.url, 1);
  const ada = await place.open(server.url);
  const zone = (timezoneId: string) =>
    ada.view.cdp("Emulation.setTimezoneOverride", { timezoneId });
  await zone("Asia/Tokyo");
  await ada.introduce("ada");
  await sees(ada, 1);
  await ada.get("dispatchEvent(new Event('focus'))");
  const time = "document.querySelector('.line time').textContent";
  const there = (timeZone: string) =>
    `${time} === new Date(document.querySelector(".line time").dateTime).toLocaleTimeString("en", { hour: "numeric", minute: "2-digit", timeZone: "${timeZone}" })`;
  await ada.until("Tokyo's time", there("Asia/Tokyo"));
  await zone("America/New_York");
  await ada.get("dispatchEvent(new Event('focus'))");
  await ada.until("New York's time", there("America/New_York"));
});

test("a clock that is set does not change how long the page waits", async () => {
  await using server = await place.serve();
  const ada = await withClock(server.url);
  await ada.introduce("ada");
  await ada.hasNetwork(false);
  // The clock is set back again and again, while the page waits and tries.
  await ada.get(`void (window.waits = [], setInterval(() => {
    setClock(Date.now() - 3_600_000);
    const seconds = /retrying in ([\\d,]+) s/.exec(${visible("document.querySelector('.countdown')?.textContent ?? ''")})?.[1];
    if (seconds) waits.push(Number(seconds.replace(",", "")));
  }, 50))`);
  await ada.until("the countdown, for a while", "waits.length > 30");
  expect(Math.max(...(await ada.get<number[]>("waits")))).toBeLessThan(7);
});
