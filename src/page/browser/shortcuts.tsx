import { useLayoutEffect } from "preact/hooks";
import type { Chat } from "../state/chat";
import { listenToKeys } from "./keyboard";

/** Draws nothing: listens to the page's keyboard shortcuts. */
export function Shortcuts({ chat, help }: { chat: Chat; help: () => void }) {
  useLayoutEffect(() => listenToKeys(chat, help), [chat]);
  return null;
}
