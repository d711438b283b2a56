/** `bun run screenshots`: the pictures of the page that the documents show, taken of the real page. */
import { createLogger } from "../../src/logger";
import { readConfig } from "../../src/config";
import { startServer } from "../../src/server";
import { Client } from "../support/client";
import { Page, type PageOptions } from "./page";

const DOCS = `${import.meta.dir}/../../docs`;

const PEOPLE = {
  ada: { key: "the key of ada, for pictures", name: "ada" },
  lin: { key: "the key of lin, for pictures", name: "林" },
  noor: { key: "the key of noor, for pictures", name: "نور" },
};

const TALK: [who: keyof typeof PEOPLE, txt: string][] = [
  ["lin", "早！今天的会改到下午三点，传下去。"],
  ["ada", "Three o'clock, got it. Passing it on 👍"],
  ["noor", "مرحبا! سأكون هناك في الثالثة."],
  ["lin", "谁带白板笔？"],
  ["ada", "I have some.\nAnd the good ones, not the dry ones."],
];

const server = await startServer(
  readConfig({ PORT: "0", HOST: "127.0.0.1", DATABASE_URL: "sqlite::memory:" }),
  createLogger("silent"),
);
const people = new Map<string, Client>();
for (const [who, person] of Object.entries(PEOPLE))
  people.set(who, await Client.connect(server.url, "websocket", person));
for (const [who, txt] of TALK) await people.get(who)?.say(txt, { name: PEOPLE[who].name });

await take("chuan-desk-light", PEOPLE.ada, { width: 1000, height: 700, languages: "en" });
await take("chuan-phone-dark", PEOPLE.lin, {
  width: 390,
  height: 844,
  languages: "zh-CN",
  dark: true,
});
await server.stop();
process.exit(0);

async function take(file: string, person: { key: string; name: string }, options: PageOptions) {
  using page = await Page.open(`${server.url}/healthz`, options);
  await page.view.evaluate(
    `localStorage.setItem("chuan.name", ${JSON.stringify(person.name)}), localStorage.setItem("chuan.key", ${JSON.stringify(person.key)})`,
  );
  await page.view.navigate(server.url);
  await page.until("the talk", `document.querySelectorAll(".line").length === ${TALK.length}`);
  await page.screenshot(`${DOCS}/${file}.png`);
}
