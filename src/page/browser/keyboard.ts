/** Keyboard shortcuts of the whole page. */
import type { Chat } from "../state/chat";
import { focusBox } from "./focus";

/** Listens until the returned function is called. */
export function listenToKeys(chat: Chat, help: () => void): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || isInDialog()) return;
    const act = actionOf(event, chat, help);
    if (!act) return;
    event.preventDefault();
    act();
  };
  addEventListener("keydown", onKeyDown);
  return () => removeEventListener("keydown", onKeyDown);
}

function actionOf(event: KeyboardEvent, chat: Chat, help: () => void): (() => void) | undefined {
  const { key, altKey, target } = event;
  if (altKey && key === "ArrowUp") return () => openBeside(chat, -1);
  if (altKey && key === "ArrowDown") return () => openBeside(chat, 1);
  if (key === "Escape") return () => toTheEnd(chat);
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement) return undefined;
  if (key === "?") return help;
  return key === "/" ? focusBox : undefined;
}

/** An open dialog has its own keys. */
function isInDialog(): boolean {
  return document.querySelector("dialog[open]") !== null;
}

function toTheEnd(chat: Chat): void {
  void chat.room.value.goTo({ is: "end" });
  focusBox();
}

function openBeside(chat: Chat, step: 1 | -1): void {
  const names = chat.rooms.value.map(({ name }) => name);
  const room = names.at((names.indexOf(chat.room.value.name) + step) % names.length);
  if (room !== undefined) chat.open({ room });
}
