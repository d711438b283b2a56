/** Offering notifications: when one is first called, until one has answered, and never again. */
import { type ReadonlySignal, signal } from "@preact/signals";
import { notificationPermission } from "../browser/browser";
import { readValue, type KeyValueStore, writeValue } from "../../client/key-value-store";

const ANSWERED = "chuan.offered";

export interface PermissionOffer {
  /** Who has called one, as long as the page is to ask; undefined when it is not. */
  mentionedBy: ReadonlySignal<string | undefined>;
  /** Somebody has called one. */
  onMentioned: (name: string) => void;
  /** Takes it that one wants none, or has said so to the browser. */
  answer: () => void;
  /** Takes up an answer that was given on another page. */
  refresh: () => void;
}

/** The offer whose answer `store` keeps; without one, it is kept as long as the page is open. */
export function openPermissionOffer(store: KeyValueStore | undefined): PermissionOffer {
  const mentionedBy = signal<string | undefined>(undefined);
  let isAnswered = false;
  const isOpen = () => !isAnswered && readValue(store, ANSWERED) === undefined;
  return {
    mentionedBy,
    onMentioned(name) {
      if (isOpen() && notificationPermission() === "default") mentionedBy.value ??= name;
    },
    answer() {
      isAnswered = true;
      writeValue(store, ANSWERED, "yes");
      mentionedBy.value = undefined;
    },
    refresh() {
      if (!isOpen()) mentionedBy.value = undefined;
    },
  };
}
