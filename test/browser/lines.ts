/** The lines of messages in a page, as expressions of it. */
import type { Page } from "./page";
import { listensToKeys, sees } from "./people";

export const box = "document.querySelector('#txt').value";
export const line = (seq: number) => `document.querySelector('[data-seq="${seq}"]')`;
export const text = (seq: number) => `${line(seq)}?.querySelector(".txt, .gone")?.textContent`;
export const reaction = (seq: number, emoji: string) =>
  `${line(seq)}?.querySelector('[data-emoji="${emoji}"]')`;
export const counted = (seq: number, emoji: string) =>
  `${reaction(seq, emoji)}?.textContent.replace(/\\D/g, "")`;
export const noDialog = "document.querySelector('dialog') === null";

/** Of lin, who fills rooms. */
export const LINS_KEY = "the key of lin, who talks";

/** Moves the focus to a message, as Tab and the arrows do, when the page listens to its keys. */
export async function at(page: Page, seq: number): Promise<void> {
  await sees(page, seq);
  await listensToKeys(page);
  await page.get(`${line(seq)}.focus()`);
}
