import { useLayoutEffect } from "preact/hooks";
import type { Chat } from "../state/chat";
import { listenToKeys } from "./keyboard";

/** Nothing to see: has the page listen to its keys. */
export function Shortcuts({ chat, help }: { chat: Chat; help: () => void }) {
  useLayoutEffect(() => listenToKeys(chat, help), [chat]);
  return null;
}
