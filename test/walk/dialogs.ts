/** What people of the walk do with dialogs, and what they look for in them. */
import { type Person, seen } from "./person";

export const noDialog = "!document.querySelector('dialog')";
export const heading = (title: string) =>
  `document.querySelector("h1")?.textContent.includes(${JSON.stringify(title)})`;
export const isIn = (text: string) =>
  `${seen("(document.querySelector('dialog')?.innerText ?? '')")}.includes(${JSON.stringify(text)})`;
export const focused = (text: string) =>
  `document.activeElement.innerText?.trim() === ${JSON.stringify(text)}`;

/** Waits until the focus is on the button of this name, and presses Enter. */
export async function accepts(who: Person, button: string): Promise<void> {
  await who.until(`the focus on ${button}`, focused(button));
  await who.hands.press("Enter");
}

export async function leavesDialog(who: Person): Promise<void> {
  await who.hands.press("Escape");
  await who.until("no dialog", noDialog);
}

/** Answers yes to the question that a dialog asks: the focus is on the harmless button, and the other one is before it. */
export async function confirms(who: Person, cancel: string, yes: string): Promise<void> {
  await who.until(`the focus on ${cancel}`, focused(cancel));
  await who.hands.press("Tab", "Shift");
  await accepts(who, yes);
}
