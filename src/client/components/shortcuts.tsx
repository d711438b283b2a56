import { useLayoutEffect } from "preact/hooks";
import type { Chat } from "../chat";
import { shortcuts } from "../shortcuts";

/** Nothing to see: has the page listen to its keys. */
export function Shortcuts({ chat, help }: { chat: Chat; help: () => void }) {
  useLayoutEffect(() => shortcuts(chat, help), [chat]);
  return null;
}
