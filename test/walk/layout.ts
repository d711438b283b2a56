/** Steps that look at the page: both directions of text, every language, narrow windows, large letters. */
import { must, nothing, type Step } from "./scene";

const LANGUAGES = ["zh-Hans", "zh-Hant", "ar", "en"];

export const sides: Step = [
  "read lines of both directions, each at its own side",
  async ({ ada, lin }) => {
    await lin.say("a long line of English, so that the bubble is wide\nمرحبا", { name: "林" });
    await ada.shows("a long line of English");
    const gaps = await ada.hands.get<[number, number][]>(
      `[...document.querySelectorAll(".line:last-of-type .txt p, li.line:last-child .txt p")].map((p) => {
        const walker = document.createTreeWalker(p, NodeFilter.SHOW_TEXT);
        let last;
        while (walker.nextNode()) last = walker.currentNode;
        const range = document.createRange();
        range.setStart(last, last.data.indexOf("م"));
        range.setEnd(last, last.data.length);
        const [text, box] = [range.getBoundingClientRect(), p.getBoundingClientRect()];
        return [text.left - box.left, box.right - text.right];
      })`,
    );
    must(
      gaps.length > 0 && gaps.every(([left, right]) => right < 2 && left > 20),
      `an Arabic line begins at the right: ${JSON.stringify(gaps)}`,
    );
  },
];

/** Where the names of rooms begin and end: their text, not their boxes. */
const NAMES = `[...document.querySelectorAll(".side .rooms bdi")].map((one) => {
  const range = document.createRange();
  range.selectNodeContents(one);
  const { left, right } = range.getBoundingClientRect();
  return document.documentElement.dir === "rtl" ? right : left;
})`;

export const languages: Step = [
  "read it in every language",
  async ({ ada, picture }) => {
    await ada.presses("Lobby");
    await ada.shows("hello 林 👋");
    for (const language of LANGUAGES) {
      await ada.chooses(language);
      await ada.until(
        `the language ${language}`,
        `document.documentElement.lang === "${language}"`,
      );
      nothing(await ada.flaws(), `axe, in ${language}`);
      nothing(await ada.outside(), `outside of the window, in ${language}`);
      await picture(`desk-${language}`);
      const [first = 0, ...names] = await ada.hands.get<number[]>(NAMES);
      must(
        names.length > 0 && names.every((at) => Math.abs(at - first) < 3),
        `in ${language}, rooms begin at ${first} and at ${names.join()}`,
      );
    }
    await ada.clicks(".me button:last-child");
    await ada.until("the settings", "document.querySelector('dialog select') !== null");
    nothing(await ada.flaws(), "axe, with the settings");
    await picture("settings");
    await ada.hands.press("Escape");
    await ada.until("no dialog", "!document.querySelector('dialog')");
  },
];

export const small: Step = [
  "read it at 320 pixels, and with letters twice as large",
  async ({ ada, picture }) => {
    await ada.goes(ada.url);
    await ada.isOnline();
    await ada.hands.resize(320, 568);
    await ada.shows("said to a dead server");
    nothing(await ada.outside(), "outside of 320 pixels");
    nothing(await ada.flaws(), "axe, at 320 pixels");
    await picture("phone-en");
    await ada.hands.get("void (document.documentElement.style.fontSize = '200%')");
    const width = await ada.hands.get<number>("document.documentElement.scrollWidth");
    must(width === 320, `with large letters the page is ${width} wide, not 320`);
    await ada.hands.get("void (document.documentElement.style.fontSize = '')");
    await ada.presses("Rooms");
    await ada.until("the rooms", "document.querySelector('dialog.drawer') !== null");
    nothing(await ada.flaws(), "axe, with the rooms at 320 pixels");
    await ada.hands.press("Escape");
    await ada.until("no dialog", "!document.querySelector('dialog')");
    await ada.hands.resize(1280, 800);
  },
];

export const arabic: Step = [
  "come in, in Arabic",
  async ({ ada, picture }) => {
    await ada.goes(ada.url);
    await ada.until(
      "Arabic",
      "document.documentElement.lang === 'ar' && document.documentElement.dir === 'rtl'",
    );
    await ada.comesIn("نور");
    await picture("desk-ar-empty");
    await ada.hands.resize(390, 844);
    nothing(await ada.outside(), "outside of the phone");
    await picture("phone-ar");
  },
];
