/** Chromium and Firefox by puppeteer: one speaks CDP, the other WebDriver BiDi. */
import type { Browser, Dialog, Page } from "puppeteer-core";
import type { Hands } from "./engine";

const WIDTH = 1280;
const HEIGHT = 800;

/** The window of a browser that puppeteer has started. */
export async function puppet(browser: Browser): Promise<Hands> {
  // The page that a browser begins with never has the focus in Firefox.
  const page = await browser.newPage();
  await page.setViewport({ width: WIDTH, height: HEIGHT });
  return {
    go: async (url) => void (await page.goto(url, { waitUntil: "domcontentloaded" })),
    back: async () => void (await page.evaluate("history.back()")),
    get: <T>(expression: string) => page.evaluate(`(async () => (${expression}))()`) as Promise<T>,
    // Not by keys: there is none for most of Chinese.
    type: (text) => type(page, text),
    async press(key, held) {
      if (held) await page.keyboard.down(held);
      await page.keyboard.press(key);
      if (held) await page.keyboard.up(held);
    },
    click: (x, y) => page.mouse.click(x, y),
    async touch(x, y, ...durations) {
      for (const duration of durations) {
        const finger = await page.touchscreen.touchStart(x, y);
        await Bun.sleep(duration);
        await finger.end();
      }
    },
    async wheel(x, y, pixels) {
      await page.mouse.move(x, y);
      await page.mouse.wheel({ deltaY: pixels });
    },
    resize: (width, height) => page.setViewport({ width, height }),
    async answer(text, opening) {
      page.once("dialog", (dialog: Dialog) => void dialog.accept(text));
      await opening();
    },
    picture: () => page.screenshot(),
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

async function type(page: Page, text: string): Promise<void> {
  for (const character of text) await page.keyboard.sendCharacter(character);
}
