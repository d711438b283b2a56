/** The offer of notifications: shown when the person is first mentioned, until they answer, and never again. */
import { type ReadonlySignal, signal } from "@preact/signals";
import { notificationPermission } from "../browser/browser";
import { readValue, type KeyValueStore, writeValue } from "../../client/key-value-store";

const ANSWERED = "chuan.offered";

export interface MentionedBy {
  name: string;
  isDirect: boolean;
}

export interface PermissionOffer {
  /** Who has mentioned the person, or has written to them directly, while the offer is shown; undefined otherwise. */
  mentionedBy: ReadonlySignal<MentionedBy | undefined>;
  /** To be called when the person is mentioned, or gets a direct message. */
  onMentioned: (name: string, isDirect: boolean) => void;
  /** The person has answered, here or to the browser. */
  answer: () => void;
  /** Takes over an answer that was given on another page. */
  refresh: () => void;
}

/** The offer, with its answer in `store`; without a store the answer holds as long as the page is open. */
export function openPermissionOffer(store: KeyValueStore | undefined): PermissionOffer {
  const mentionedBy = signal<MentionedBy | undefined>(undefined);
  let isAnswered = false;
  const isOpen = () => !isAnswered && readValue(store, ANSWERED) === undefined;
  return {
    mentionedBy,
    onMentioned(name, isDirect) {
      if (isOpen() && notificationPermission() === "default")
        mentionedBy.value ??= { name, isDirect };
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
