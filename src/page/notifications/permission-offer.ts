/** Offering notifications: when one is first called, until one has answered, and never again. */
import { type ReadonlySignal, signal } from "@preact/signals";
import { permission } from "../browser/browser";
import { read, type Store, write } from "../../client/storage";

const ANSWERED = "chuan.offered";

export interface Offer {
  /** Who has called one, as long as the page is to ask; undefined when it is not. */
  by: ReadonlySignal<string | undefined>;
  /** Somebody has called one. */
  called: (name: string) => void;
  /** Takes it that one wants none, or has said so to the browser. */
  answer: () => void;
  /** Takes up an answer that was given on another page. */
  refresh: () => void;
}

/** The offer whose answer `store` keeps; without one, it is kept as long as the page is open. */
export function openOffer(store: Store | undefined): Offer {
  const by = signal<string | undefined>(undefined);
  let isAnswered = false;
  const isOpen = () => !isAnswered && read(store, ANSWERED) === undefined;
  return {
    by,
    called(name) {
      if (isOpen() && permission() === "default") by.value ??= name;
    },
    answer() {
      isAnswered = true;
      write(store, ANSWERED, "yes");
      by.value = undefined;
    },
    refresh() {
      if (!isOpen()) by.value = undefined;
    },
  };
}
