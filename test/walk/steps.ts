/** What a person does at the page, act by act: each begins where the one before has left off. */
import type { serveInProcess } from "../support/process";
import type { Client } from "../support/client";
import { until } from "../support/until";
import type { Person } from "./person";

export interface Scene {
  ada: Person;
  /** Somebody at another client. */
  lin: Client;
  server: Awaited<ReturnType<typeof serveInProcess>>;
  /** Keeps a picture of the page, if pictures are wanted. */
  picture: (of: string) => Promise<void>;
}

type Step = [what: string, act: (scene: Scene) => Promise<void>];

const LANGUAGES = ["zh-Hans", "zh-Hant", "ar", "en"];
/** Longer than what is fetched at once, and than what is in the page at once. */
export const HISTORY = 260;

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

function nothing(flaws: readonly string[], where: string): void {
  must(flaws.length === 0, `${where}: ${flaws.join("\n")}`);
}

const leaves: Step = [
  "leave the page before it is there, again and again: it is never dead",
  async ({ ada }) => {
    for (let n = 0; n < 3; n += 1) {
      await ada.hands.go(ada.url);
      await ada.hands.go(`${ada.url}/icon.svg`);
    }
    await ada.goes(ada.url);
    await ada.until("the question for a name", "document.activeElement?.id === 'name'");
  },
];

const comesIn: Step = [
  "come in",
  async ({ ada }) => {
    await ada.goes(ada.url);
    await ada.comesIn("ada");
  },
];

const talks: Step = [
  "talk",
  async ({ ada, lin }) => {
    await ada.says("hello 林 👋");
    await lin.message();
    await lin.say("你好 ada", { name: "林" });
    await ada.shows("你好 ada");
    await lin.say("مرحبا بالجميع", { name: "نور" });
    await ada.shows("مرحبا بالجميع");
    await ada.hasSent(3);
    nothing(await ada.flaws(), "axe, while talking");
  },
];

const sides: Step = [
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

const grows: Step = [
  "write more than a line: the box grows, and shrinks when it is sent",
  async ({ ada }) => {
    const height = "document.querySelector('#txt').offsetHeight";
    await ada.clicks("#txt");
    const low = await ada.hands.get<number>(height);
    await ada.hands.resize(360, 700);
    await ada.hands.type("words that are many enough to be broken by a narrow box, more than once");
    await ada.until("the box growing", `${height} > ${low} * 1.5`);
    await ada.hands.resize(1280, 800);
    await ada.until("the box shrinking where there is room", `${height} < ${low} * 1.5`);
    await ada.hands.press("Enter");
    await ada.until("the box shrinking", `${height} <= ${low}`);
    await ada.hasSent(5);
  },
];

const completes: Step = [
  "complete a name",
  async ({ ada }) => {
    await ada.clicks("#txt");
    await ada.hands.type("@林");
    await ada.until("the list of names", "document.querySelector('.completion li') !== null");
    nothing(await ada.flaws(), "axe, with the list of names");
    await ada.hands.press("Tab");
    await ada.until("the name", "document.querySelector('#txt').value === '@林 '");
    await ada.hands.type("hi");
    await ada.hands.press("Enter");
    await ada.hasSent(6);
  },
];

const rooms: Step = [
  "make a room, and come back by the list and by the browser's button",
  async ({ ada }) => {
    await ada.presses("New room");
    await ada.until("the field", "document.activeElement?.matches('dialog input')");
    await ada.hands.type("designers");
    await ada.hands.press("Enter");
    await ada.until(
      "the room",
      "location.pathname === '/r/designers' && !document.querySelector('dialog')",
    );
    await ada.says("anybody here?");
    await ada.hasSent(1);
    await ada.presses("Lobby");
    await ada.shows("hello 林 👋");
    await ada.hands.back();
    await ada.until("the room again", "location.pathname === '/r/designers'");
    await ada.shows("anybody here?");
  },
];

/** Where the names of rooms begin and end: their text, not their boxes. */
const NAMES = `[...document.querySelectorAll(".side .rooms bdi")].map((one) => {
  const range = document.createRange();
  range.selectNodeContents(one);
  const { left, right } = range.getBoundingClientRect();
  return document.documentElement.dir === "rtl" ? right : left;
})`;

const languages: Step = [
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

const outage: Step = [
  "write while the server is dead: it is sent once, when the server is back",
  async ({ ada, server }) => {
    const before = await ada.hands.get<number>(
      "document.querySelectorAll('.line[data-seq]').length",
    );
    await server.kill();
    await ada.until("being offline", "document.querySelector('#status .now') !== null");
    await ada.says("said to a dead server");
    await ada.until("the message waiting", "document.querySelector('.unsent') !== null");
    await server.restart();
    // It may have come back by itself already.
    await ada.hands.get("void document.querySelector('#status .now')?.click()");
    await ada.hasSent(before + 1);
  },
];

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

const history: Step = [
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

const small: Step = [
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

const keyboard: Step = [
  "do it all by keyboard",
  async ({ ada }) => {
    await ada.goes(ada.url);
    await ada.isOnline();
    await ada.shows("said to a dead server");
    await ada.hands.press("Escape");
    await ada.until("the box", "document.activeElement?.id === 'txt'");
    await ada.hands.press("Tab", "Shift");
    await ada.until("a message", "document.activeElement?.closest('[data-seq]') !== null");
    const seq = await ada.hands.get<number>(
      "Number(document.activeElement.closest('[data-seq]').dataset.seq)",
    );
    await ada.hands.press("ArrowUp");
    await ada.until("the message before", `Number(document.activeElement.dataset.seq) < ${seq}`);
    await ada.until(
      "what can be done with it",
      "document.activeElement.querySelector('.actions') !== null",
    );
    await ada.hands.press("?");
    await ada.until("the help", "document.querySelector('dialog kbd') !== null");
    nothing(await ada.flaws(), "axe, with the help");
    await ada.hands.press("Escape");
    await ada.until("no dialog", "!document.querySelector('dialog')");
    await ada.hands.press("ArrowDown", "Alt");
    await ada.until("the next room", "location.pathname !== '/'");
    await ada.hands.press("ArrowUp", "Alt");
    await ada.until("the lobby", "location.pathname === '/'");
  },
];

const tutorial: Step = [
  "talk through the smallest client",
  async ({ ada, lin }) => {
    await ada.hands.answer("ada", () => ada.hands.go(`${ada.url}/tutorial.html`));
    await ada.until(
      "the box",
      "document.querySelector('#txt') !== null && document.readyState === 'complete'",
    );
    await ada.clicks("#txt");
    await ada.hands.type("by the smallest client");
    await ada.clicks("#btn");
    while ((await lin.message()).msg.txt !== "by the smallest client");
    await lin.say("read this in the tutorial", { name: "lin" });
    await ada.shows("lin: read this in the tutorial");
  },
];

/** The walk of somebody whose browser speaks English. */
export const WALK: readonly Step[] = [
  leaves,
  comesIn,
  talks,
  sides,
  grows,
  completes,
  rooms,
  languages,
  outage,
  history,
  small,
  keyboard,
  tutorial,
];

/** The walk of somebody whose browser speaks Arabic. */
export const ARABIC: readonly Step[] = [
  [
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
  ],
];
