/** `bun run screenshots`: the pictures of the page that the documents show, taken of the real page. */
import { rm } from "node:fs/promises";
import { readConfig } from "../../src/start/config";
import { createLogger } from "../../src/logging/logger";
import { startServer } from "../../src/start/server";
import type { OwnRoom, Reply, Welcome } from "../../src/protocol";
import { Client } from "../support/client";
import { uploaded } from "../support/files";
import { quickFolder } from "../support/folder";
import { Page } from "./page";
import type { PageOptions } from "./page-options";

const DOCS = `${import.meta.dir}/../../docs`;

const PEOPLE = {
  ada: { key: "the key of ada, for pictures", name: "ada" },
  lin: { key: "the key of lin, for pictures", name: "林" },
  noor: { key: "the key of noor, for pictures", name: "نور" },
  wei: { key: "the key of wei, for pictures", name: "陳維" },
};
type Who = keyof typeof PEOPLE;

const ROOMS = ["designers", "设计组", "tea-kitchen"];

interface Said {
  /** The message that is answered. */
  re?: number;
  hasPicture?: true;
}

const TALK: [who: Who, txt: string, said?: Said][] = [
  ["lin", "早！今天的会改到下午三点，传下去。"],
  ["ada", "Three o'clock, got it. Passing it on 👍"],
  ["noor", "مرحبا! سأكون هناك في الثالثة."],
  ["wei", "收到，我帶筆記本。@ada 你可以帶投影機嗎？"],
  ["lin", "谁带白板笔？"],
  ["ada", "I have some.\nAnd the good ones, not the dry ones.", { re: 5 }],
  ["lin", "海报的草稿", { hasPicture: true }],
  ["noor", "رائع! 🎉"],
];

/** What is done to messages afterwards. */
const CHANGES: [who: Who, event: string, change: { seq: number; [field: string]: unknown }][] = [
  ["noor", "react", { seq: 2, emoji: "👍", on: true }],
  ["wei", "react", { seq: 2, emoji: "👍", on: true }],
  ["lin", "react", { seq: 6, emoji: "❤️", on: true }],
  ["ada", "react", { seq: 7, emoji: "😍", on: true }],
  ["wei", "react", { seq: 7, emoji: "😍", on: true }],
  ["noor", "react", { seq: 7, emoji: "👏", on: true }],
  ["lin", "edit", { seq: 7, txt: "海报的新草稿，大家看看" }],
];

/** The picture that is sent. */
const POSTER = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 420">
  <rect width="960" height="420" fill="#f8ead2"/>
  <circle cx="720" cy="165" r="90" fill="#b3341f"/>
  <path d="M0 290 Q180 170 360 260 T700 240 T960 260 V420 H0Z" fill="#d9a777"/>
  <path d="M0 340 Q220 250 470 335 T960 310 V420 H0Z" fill="#8a5a3c"/>
  <path d="M0 390 Q300 320 560 380 T960 365 V420 H0Z" fill="#40291c"/>
  <path d="M520 90 l46 20 l-46 4 l-14 22 l-4 -28 z M590 60 l30 13 l-30 3 l-9 14 l-3 -18 z" fill="#40291c"/>
  <text x="70" y="150" font-size="100" font-weight="700" font-family="Noto Serif CJK SC, serif" fill="#40291c">茶话会</text>
  <text x="74" y="206" font-size="36" font-family="Noto Sans, sans-serif" fill="#8a5a3c">15:00 · tea and talk</text>
</svg>`;

/** How far each had read: nobody's own words are news to them. */
const SEEN: Record<Who, number> = { ada: 6, lin: 5, noor: 5, wei: 5 };

/** A word between two of them, in a room of their own. */
const DIRECT: [from: Who, to: Who, txt: string][] = [
  ["lin", "ada", "你到了吗？"],
  ["ada", "lin", "Almost! Five minutes."],
  ["wei", "noor", "明天見"],
];

const PHONE = { width: 390, height: 844, touched: true };
const DESK = { width: 1080, height: 860 };

const folder = await quickFolder("chuan-screenshots-");
const server = await startServer(
  readConfig({ PORT: "0", HOST: "127.0.0.1", DATABASE_URL: `sqlite:${folder}/chuan.db` }),
  createLogger("silent"),
);
const people = new Map<Who, Client>();
const ids = new Map<Who, string>();
for (const who of Object.keys(PEOPLE) as Who[]) {
  const client = await Client.connect(server.url, "websocket", PEOPLE[who]);
  const [, welcome] = (await client.next("dixiu")) as [string, Welcome];
  people.set(who, client);
  ids.set(who, welcome.you.from);
}
for (const who of ["ada", "lin"] as const) await asks(who, "claim", { name: PEOPLE[who].name });
for (const [who, txt, { re, hasPicture } = {}] of TALK) {
  const files = hasPicture && [{ id: await sentPicture(who), description: "茶话会的海报" }];
  await says(who, txt, { ...(re && { re }), ...(files && { files }) });
}
for (const [who, event, change] of CHANGES) await asks(who, event, { room: "lobby", ...change });
for (const [from, to, txt] of DIRECT) {
  await asks(to, "allow", { direct: "everybody" });
  const { room } = await asks<{ room: OwnRoom }>(from, "direct", { from: ids.get(to) });
  await asks(from, "join", { room: room.room });
  await says(from, txt, { room: room.room });
}
for (const room of ROOMS) await asks("wei", "join", { room });
for (const room of ROOMS.slice(1)) await says("wei", "在吗？", { room });

await take("desk-light-en", "ada", { ...DESK, languages: "en" });
await take("desk-dark-en", "ada", { ...DESK, languages: "en", dark: true });
await take("desk-light-zh", "lin", { ...DESK, languages: "zh-CN" });
await take("desk-dark-ar", "noor", { ...DESK, languages: "ar", dark: true });
await take("phone-light-en", "ada", { ...PHONE, languages: "en" });
await take("phone-dark-zh", "lin", { ...PHONE, languages: "zh-CN", dark: true });
await take("phone-light-hant", "wei", { ...PHONE, languages: "zh-TW" });
await take("phone-light-ar", "noor", { ...PHONE, languages: "ar" });
await take("phone-light-en-room", "ada", { ...PHONE, languages: "en" }, "Room details");
await take("phone-dark-zh-rooms", "lin", { ...PHONE, languages: "zh-CN", dark: true }, "房间");
await server.stop();
await rm(folder, { recursive: true });
process.exit(0);

/** Asks for something that the server does. */
async function asks<T>(who: Who, event: string, request: object): Promise<T> {
  const reply = (await people.get(who)?.ask(event, request)) as Reply<T & object> | undefined;
  if (!reply?.ok) throw new Error(`${event} of ${who} was refused: ${reply?.error.message}`);
  return reply;
}

async function says(who: Who, txt: string, options: object): Promise<void> {
  const reply = await people.get(who)?.say(txt, { name: PEOPLE[who].name, ...options });
  if (!reply?.ok) throw new Error(`a message of ${who} was refused: ${reply?.error.message}`);
}

/** Draws the poster, uploads it, and returns its id. */
async function sentPicture(who: Who): Promise<string> {
  const drawn = `data:text/html;charset=utf-8,${encodeURIComponent(`<body style="margin: 0">${POSTER}`)}`;
  using page = await Page.open(drawn, { width: 960, height: 420 });
  await page.screenshot(`${folder}/poster.png`);
  const { id } = await uploaded(server.url, Bun.file(`${folder}/poster.png`), {
    key: PEOPLE[who].key,
    name: "poster.png",
  });
  return id;
}

/** Takes a picture of the page as somebody has it, who comes back to it, and has pressed a button. */
async function take(file: string, who: Who, options: PageOptions, pressed?: string) {
  using page = await Page.open(`${server.url}/healthz`, options);
  const { name, key } = PEOPLE[who];
  const rooms = ["lobby", ...ROOMS].map((room) => ({
    room,
    seen: room === "lobby" ? SEEN[who] : 0,
    tell: "mentions",
  }));
  const kept = { "chuan.name": name, "chuan.key": key, "chuan.rooms": JSON.stringify(rooms) };
  await page.get(
    `localStorage.clear(), Object.entries(${JSON.stringify(kept)}).forEach((one) => localStorage.setItem(...one))`,
  );
  await page.view.navigate(server.url);
  await page.online();
  await page.until("the talk", `document.querySelectorAll(".line").length === ${TALK.length}`);
  await page.until(
    "the other rooms",
    "document.querySelectorAll('.count, .has-unread').length > 0",
  );
  if (pressed !== undefined) {
    await page.press(pressed);
    await page.until("the dialog", "document.querySelector('dialog') !== null");
  }
  await page.until(
    "the picture",
    "((one) => one?.complete && one.naturalWidth > 0)(document.querySelector('.files img'))",
  );
  const isDrawn = "[...document.querySelectorAll('.qr')].every((one) => one.querySelector('path'))";
  await page.until("the QR code, where there is one", isDrawn);
  await page.get("document.fonts.ready.then(() => new Promise(requestAnimationFrame))");
  await page.screenshot(`${DOCS}/chuan-${file}.png`);
}
