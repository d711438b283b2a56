/** The language that the page speaks: the browser's unless chosen, and another as soon as its texts are there. */
import { effect, type ReadonlySignal, signal } from "@preact/signals";
import { openCalendar } from "../browser/calendar";
import { setDocumentLanguage } from "../browser/document";
import { choose } from "./choose";
import { type Words, wordsIn } from "./languages";
import type { Settings } from "../settings/settings";

/**
 * Resolves as soon as there are words, which follow the settings and the calendar from then on. Where a
 * language's texts cannot be fetched, the page goes on in the one that it has, or in English; rejects without
 * even that.
 */
export async function openPageLanguage({ language }: Settings): Promise<ReadonlySignal<Words>> {
  const words = signal(await wanted(language.value).catch(() => wordsIn("en")));
  const calendar = openCalendar();
  effect(() => {
    const chosen = language.value;
    // Another day has other names for the days, and another zone other times.
    void calendar.value;
    const change = (fetched: Words) => {
      // One may have chosen another meanwhile.
      if (language.value !== chosen) return;
      // What a browser has translated cannot be put in other words, only be drawn anew.
      const isTranslated = document.querySelector("#app font") !== null;
      if (isTranslated && fetched.language !== words.value.language) location.reload();
      else words.value = fetched;
    };
    void wanted(chosen).then(change, () => {});
  });
  effect(() => setDocumentLanguage(words.value.language));
  return words;
}

/** Who did not choose another language has numbers and times as their own region writes them. */
function wanted(chosen: Settings["language"]["value"]): Promise<Words> {
  return chosen === undefined
    ? wordsIn(choose(navigator.languages), navigator.language)
    : wordsIn(chosen);
}
