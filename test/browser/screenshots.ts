/** `bun run screenshots`: the pictures of the page that the documents show, taken of the real page. */
import { readConfig } from "../../src/start/config";
import { createLogger } from "../../src/logging/logger";
import { startServer } from "../../src/start/server";
import { Client } from "../support/client";
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

/** `re`: the message that is answered. */
const TALK: [who: Who, txt: string, re?: number][] = [
  ["lin", "早！今天的会改到下午三点，传下去。"],
  ["ada", "Three o'clock, got it. Passing it on 👍"],
  ["noor", "مرحبا! سأكون هناك في الثالثة."],
  ["wei", "收到，我帶筆記本。@ada 你可以帶投影機嗎？"],
  ["lin", "谁带白板笔？"],
  ["ada", "I have some.\nAnd the good ones, not the dry ones.", 5],
  ["lin", "这个链接里有草稿：https://example.org/draft"],
  ["lin", "🎉"],
];

/** What is done to messages afterwards. */
const CHANGES: [who: Who, event: string, change: { seq: number; [field: string]: unknown }][] = [
  ["noor", "react", { seq: 2, emoji: "👍", on: true }],
  ["wei", "react", { seq: 2, emoji: "👍", on: true }],
  ["lin", "react", { seq: 6, emoji: "❤️", on: true }],
  ["lin", "edit", { seq: 7, txt: "这个链接里有新的草稿：https://example.org/draft" }],
];

/** How far each had read: nobody's own words are news to them. */
const SEEN: Record<Who, number> = { ada: 6, lin: 5, noor: 5, wei: 5 };

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1080, height: 760 };

const server = await startServer(
  readConfig({ PORT: "0", HOST: "127.0.0.1", DATABASE_URL: "sqlite::memory:" }),
  createLogger("silent"),
);
const people = new Map<Who, Client>();
for (const who of Object.keys(PEOPLE) as Who[])
  people.set(who, await Client.connect(server.url, "websocket", PEOPLE[who]));
for (const [who, txt, re] of TALK)
  await people.get(who)?.say(txt, { name: PEOPLE[who].name, ...(re === undefined ? {} : { re }) });
for (const [who, event, change] of CHANGES)
  await people.get(who)?.ask(event, { room: "lobby", ...change });
const wei = people.get("wei");
for (const room of ROOMS) await wei?.ask("join", { room });
for (const room of ROOMS.slice(1)) await wei?.say("在吗？", { room, name: PEOPLE.wei.name });

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
process.exit(0);

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
  const isDrawn = "[...document.querySelectorAll('.qr')].every((one) => one.querySelector('path'))";
  await page.until("the QR code, where there is one", isDrawn);
  await page.get("document.fonts.ready.then(() => new Promise(requestAnimationFrame))");
  await page.screenshot(`${DOCS}/chuan-${file}.png`);
}
