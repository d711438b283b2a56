/** What moderators of the walk do, and what those read whom they act on: noor reads Arabic. */
import type { Language } from "../../src/page/languages/choose";
import { laterTextsOf } from "../../src/page/languages/later-words";
import { wordsIn } from "../../src/page/languages/languages";
import { accepts } from "./dialogs";
import { type Person, seen } from "./person";

/** The room in which ada keeps order. */
export const ROOM = "helpers";
/** Of acts by ada on noor. */
export const WHO = { by: "ada", name: "نور" };

export const wordsOf = async (language: Language) =>
  (await wordsIn(language)).with(await laterTextsOf(language));
const arabic = await wordsOf("ar");
/** What noor reads, without the marks around names. */
export const reads: typeof arabic.say = (key, values) => bare(arabic.say(key, values));
export const bare = (text: string) => text.replace(/[\u2066-\u2069]/g, "");
/** A sentence as it stands before what else is said of it. */
export const clause = (text: string) => bare(text).replace(/[.。]$/, "");

export const line = (seq: number) => `document.querySelector('[data-seq="${seq}"]')`;
export const act = (text: string) =>
  `${seen("[...document.querySelectorAll('.act')].map((one) => one.innerText).join('\\n')")}.includes(${JSON.stringify(text)})`;
export const hindrance = (text: string) =>
  `${seen("(document.querySelector('#mute')?.innerText ?? '')")}.includes(${JSON.stringify(text)})`;
export const isShut = "document.querySelector('#txt').readOnly";
export const isFree = `!${isShut}`;

/** Goes to a message by the keyboard alone. */
export async function focuses(who: Person, seq: number): Promise<void> {
  await who.hasControls();
  await who.hands.press("Escape");
  await who.until("the box in focus", "document.activeElement?.id === 'txt'");
  await who.hands.press("Tab", "Shift");
  await who.until("a message in focus", "document.activeElement?.closest('[data-seq]') !== null");
  const at = "Number(document.activeElement.closest('[data-seq]')?.dataset.seq)";
  const from = await who.hands.get<number>(at);
  const step = Math.sign(seq - from);
  for (let now = from + step; now !== seq + step; now += step) {
    await who.hands.press(step < 0 ? "ArrowUp" : "ArrowDown");
    await who.until(`message ${now} in focus`, `${at} === ${now}`);
  }
}

/** Goes on by the Tab key to the button of this name, and presses Enter. */
export async function tabsTo(who: Person, button: string): Promise<void> {
  const isThere = `document.activeElement?.matches("button") && document.activeElement.innerText.trim() === ${JSON.stringify(button)}`;
  for (let n = 0; n < 20 && !(await who.hands.get<boolean>(isThere)); n += 1)
    await who.hands.press("Tab");
  await accepts(who, button);
}

export const isAsked = "document.querySelector('.act-form .note')?.innerText.length > 0";
