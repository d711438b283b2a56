/** The page for everybody: at any size, in every language, in light and dark. */
import { expect, test } from "bun:test";
import { Client } from "../support/client";
import { flaws } from "./axe";
import { house } from "./house";
import type { Page } from "./page";
import { sees, spoils } from "./people";
import { samePlace } from "./same-place";
import { serveTalk, SLOW } from "./talk";

const SIZES = { phone: [390, 844], desk: [1280, 800] } as const;
const LANGUAGES = ["en", "zh-Hans", "zh-Hant", "ar"] as const;

const talk = house(() => serveTalk());
const place = samePlace();

/** The page of ada, who has a long name, where lin has said four things. */
async function adaAtTalk(language: (typeof LANGUAGES)[number] = "en"): Promise<Page> {
  const ada = await talk.page("ada", {
    called: "ada with a name as long as names may be",
    language,
  });
  await sees(ada, 4);
  return ada;
}

/** The same server, of a test's own. */
const serveOwnTalk = () => serveTalk(() => place.serve(SLOW));

async function prefer(page: Page, theme: string): Promise<void> {
  const features = [
    { name: "prefers-color-scheme", value: theme },
    { name: "prefers-reduced-motion", value: "reduce" },
  ];
  await page.view.cdp("Emulation.setEmulatedMedia", { features });
}

/** Each language on each size and in each theme, and each size in each theme: no flaw needs a third of them to show. */
const LOOKS = LANGUAGES.map((language, n) => {
  const [one, other] = n % 2 === 0 ? ["light", "dark"] : ["dark", "light"];
  return [language, { phone: one, desk: other }] as const;
});

/** What is beyond the window's sides. */
const outside = `[...document.querySelectorAll("body *")]
  .filter((one) => one.checkVisibility() && !one.closest(".unseen, .log pre"))
  .filter((one) => { const { left, right, width } = one.getBoundingClientRect(); return width > 0 && (left < -1 || right > innerWidth + 1); })
  .map((one) => one.outerHTML.slice(0, 120))`;

test.each(LOOKS)(
  "in %s axe finds nothing, light and dark, phone and desk; at 320 pixels nothing sticks out, and text can be enlarged",
  async (language, themes) => {
    const ada = await adaAtTalk(language);
    for (const size of ["desk", "phone"] as const) {
      const [width, height] = SIZES[size];
      await ada.resize(width, height);
      await ada.until("the new size", `innerWidth === ${width}`);
      await prefer(ada, themes[size] ?? "");
      expect([size, await flaws(ada)]).toEqual([size, []]);
    }
    await ada.resize(320, 568);
    await ada.until("the new size", "innerWidth === 320");
    expect(await ada.get<string[]>(outside)).toEqual([]);
    await ada.get("document.documentElement.style.fontSize = '200%'");
    expect(await ada.get<number>("document.documentElement.scrollWidth")).toBe(320);
    await ada.get("document.documentElement.removeAttribute('style')");
  },
);

test("axe finds nothing in any dialog", async () => {
  await using own = await serveOwnTalk();
  const ada = await place.open(own.url, { dark: true });
  await ada.until("the question for a name", "document.activeElement?.id === 'name'");
  expect(await flaws(ada)).toEqual([]);
  for (let n = 0; n < 2; n += 1) await ada.view.press("Escape");
  await ada.until("the question again", "document.querySelector('dialog[open]') !== null");
  await ada.view.cdp("Input.insertText", { text: "👍".repeat(41) });
  await ada.view.press("Enter");
  const fault = "document.querySelector('#name').validationMessage";
  expect(await ada.get<string>(fault)).toBe("The text is too long.");
  await ada.get("document.querySelector('#name').select()");
  await ada.introduce("ada");
  for (const name of ["New room", "Settings", "Room details", "2 people here", "Keyboard"]) {
    await ada.press(name);
    await ada.until("the dialog", "document.querySelector('dialog[open]') !== null");
    if (name === "Settings") {
      await ada.press("Use another device");
      await ada.press("Show the link");
    }
    expect([name, await flaws(ada)]).toEqual([name, []]);
    await ada.view.press("Escape");
    await ada.until("no dialog", "document.querySelector('dialog') === null");
  }
});

test("axe finds nothing while a message is acted on, waits or failed", async () => {
  await using own = await serveOwnTalk();
  const ada = await place.open(own.url, { dark: true });
  await ada.introduce("ada");
  await ada.view.click("[data-seq='2'] .bubble");
  await ada.until("the actions", "document.querySelector('.actions') !== null");
  await ada.view.click("#txt");
  await ada.view.type("@");
  await ada.until("the names", "document.querySelector('.completion') !== null");
  expect(await flaws(ada)).toEqual([]);
  await ada.view.press("Backspace");
  await spoils(ada);
  // One a second is taken: some wait for as long as this test looks at them.
  for (const text of ["spoilt", ...Array.from({ length: 30 }, () => "too many")]) {
    await ada.view.cdp("Input.insertText", { text });
    await ada.view.press("Enter");
  }
  await ada.shows("not sent");
  await ada.press("New room");
  await ada.until("the field", "document.activeElement?.matches('dialog input')");
  await ada.view.type("tea");
  await ada.view.press("Enter");
  await ada.until(
    "a room elsewhere that needs one",
    "document.querySelector('.side .count')?.innerText.startsWith('!')",
  );
  await ada.get("history.back()");
  await ada.shows("Discard");
  await ada.shows("You are sending too fast.");
  expect(await flaws(ada)).toEqual([]);
  // The lines move while others are acknowledged, and a click by place could miss.
  await ada.get(
    "[...document.querySelectorAll('.unsent button')].find((one) => one.innerText === 'Discard').click()",
  );
  await ada.until("the focus", "document.activeElement.matches('.log')");
});

test("axe finds nothing where there is no room, in a long message, and when a file was refused", async () => {
  await using own = await place.serve({ FILES: "off" });
  await using other = await Client.connect(own.url);
  await other.say("line of a long message\n".repeat(100));
  const ada = await place.open(own.url, { dark: true });
  await ada.introduce("ada");
  await ada.shows("Show all");
  // What takes files, to refuse them, is fetched a moment after the page.
  await ada.until(
    "the page taking the file",
    `(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(["x"], "x.txt"));
      const drop = new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer });
      return !document.body.dispatchEvent(drop);
    })()`,
  );
  await ada.shows("Files can't be sent on this server.");
  expect(await flaws(ada)).toEqual([]);
  await ada.press("Show all");
  await ada.shows("Show less");
  expect(await flaws(ada)).toEqual([]);
  await ada.view.navigate(`${own.url}/r/a%20b`);
  await ada.shows("There is no such room");
  expect(await flaws(ada)).toEqual([]);
});

test("Arabic stands from right to left, and every message in its own direction", async () => {
  const ada = await adaAtTalk("ar");
  const sides = await ada.get<boolean[]>(
    `[document.querySelector(".side").getBoundingClientRect().left > 900,
      document.querySelector("#btn").getBoundingClientRect().right < 200]`,
  );
  expect(sides).toEqual([true, true]);
  const direction = (seq: number) =>
    ada.get<string>(
      `getComputedStyle(document.querySelector('[data-seq="${seq}"] .txt p')).direction`,
    );
  expect([await direction(1), await direction(3)]).toEqual(["ltr", "rtl"]);
});

test("colours and language are as chosen from then on, from the first drawing on", async () => {
  const ada = await talk.page("noor");
  await ada.press("Settings");
  const choose = (label: string, value: string) =>
    ada.until(
      `the choice of ${value}`,
      `(() => {
        const field = [...document.querySelectorAll(".choice")].find((one) => one.innerText.startsWith("${label}"))?.querySelector("select");
        if (!field) return false;
        field.value = "${value}";
        field.dispatchEvent(new Event("change", { bubbles: true }));
        return true;
      })()`,
    );
  await choose("Theme", "dark");
  await choose("Language", "ar");
  await ada.shows("الإعدادات");
  await choose("اللغة", "");
  await ada.shows("Settings");
  await choose("Language", "zh-Hant");
  await ada.shows("設定");
  await ada.network("setBlockedURLs", { urls: ["*/main.js*"] });
  await ada.network("setBypassServiceWorker", { bypass: true });
  await ada.view.reload();
  expect(
    await ada.get<string[]>(
      "[document.documentElement.lang, getComputedStyle(document.body).backgroundColor]",
    ),
  ).toEqual(["zh-Hant", "rgb(23, 22, 20)"]);
  expect(
    await ada.get<string[]>(`[...document.querySelectorAll("meta[name=theme-color]")]
      .filter(({ media }) => matchMedia(media).matches).map(({ content }) => content)`),
  ).toEqual(["#171614"]);
});

test("the page is drawn before its script has run, and nothing moves after that: phone and desk", async () => {
  const ada = await adaAtTalk();
  for (const [width, height] of Object.values(SIZES)) {
    await ada.resize(width, height);
    await ada.until("the new size", `innerWidth === ${width}`);
    const places = `["header", "main", ".title", ".composer textarea, .composer .box", ".reading"].map((one) => {
      const { x, y, width, height } = document.querySelector(one).getBoundingClientRect();
      return [one, x, y, one === ".title" ? 0 : width, height].join(" ").replace(/\\.\\d+/g, "");
    })`;
    await ada.view.reload();
    await sees(ada, 4);
    await ada.online();
    const shifts = `new Promise((resolve) => new PerformanceObserver((list) =>
      resolve(list.getEntries().map(({ value, sources }) => value + " " + sources.map(({ node }) => node?.outerHTML?.slice(0, 80)))))
      .observe({ type: "layout-shift", buffered: true }) ?? setTimeout(() => resolve([]), 300))`;
    expect(await ada.get<string[]>(shifts)).toEqual([]);
    const after = await ada.get<string[]>(places);

    await ada.network("setBlockedURLs", { urls: ["*/main.js*"] });
    await ada.view.reload();
    await ada.until(
      "the first drawing",
      "performance.getEntriesByName('first-contentful-paint').length === 1",
    );
    const before = await ada.get<string[]>(places);
    expect(before.map((one) => one.replace(" .box", ""))).toEqual(
      after.map((one) => one.replace(" .box", "")),
    );
    await ada.network("setBlockedURLs", { urls: [] });
  }
});
