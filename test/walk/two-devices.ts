/** What the steps of one person on two devices share. The second device speaks Arabic. */
import { wordsIn } from "../../src/page/languages/languages";
import { later } from "../../src/page/languages/later-ar";
import { type Person, seen } from "./person";
import { must, type Step, type Two } from "./scene";

export type TwoStep = Step<Two>;

/** The texts of the second device, whose browser speaks Arabic. */
export const { say } = (await wordsIn("ar")).with(later);
const plain = (text: string) => text.replace(/[\u2066-\u2069]/g, "");
export const isIn = (text: string) =>
  `${seen("[...document.querySelectorAll('dialog')].map((one) => one.innerText).join()")}.includes(${JSON.stringify(plain(text))})`;
export const noDialog = "!document.querySelector('dialog')";
export const dialogs = `[...document.querySelectorAll("dialog")]`;
/** Milliseconds in which what is done on one device is so on the other. */
const SOON = 4000;

/** Waits until `expression` is true on a device, and throws if that takes longer than two devices may differ. */
export async function soon(who: Person, what: string, expression: string): Promise<void> {
  const begun = Date.now();
  await who.until(what, expression);
  const took = Date.now() - begun;
  must(took < SOON, `${what} took ${took} ms`);
}

export const unreadOf = (room: string) =>
  `[...document.querySelectorAll(".side .rooms a")].find((one) => one.innerText.includes(${JSON.stringify(room)}))?.querySelector(".count [aria-hidden]")?.innerText.trim()`;

export async function settings(who: Person, way: string): Promise<void> {
  await who.clicks(".me button:last-child");
  await who.until("the settings", "document.querySelector('dialog select') !== null");
  await who.presses(way);
}

export async function leaves(who: Person): Promise<void> {
  await who.hands.press("Escape");
  await who.until("no dialog", noDialog);
}

/** Presses the first button of a question, which is the one that does it. */
export async function confirms(who: Person): Promise<void> {
  await who.until("the question", "document.querySelector('.question button') !== null");
  await who.clicks(".question button");
}
