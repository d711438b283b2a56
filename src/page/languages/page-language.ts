/** The page's language: the browser's unless the person has chosen one. It changes as soon as the texts are fetched. */
import { effect, type ReadonlySignal, signal } from "@preact/signals";
import { openCalendar } from "../browser/calendar";
import { setDocumentLanguage } from "../browser/document";
import { chooseLanguage } from "./choose";
import { type Words, wordsIn } from "./languages";
import type { Settings } from "../settings/settings";

/**
 * Resolves when the first texts are there; they then follow the settings and the calendar. If the texts of a language
 * cannot be fetched, the page stays in its language, or begins in English; rejects if those cannot be fetched either.
 */
export async function openPageLanguage({ language }: Settings): Promise<ReadonlySignal<Words>> {
  const words = signal(await wanted(language.value).catch(() => wordsIn("en")));
  const calendar = openCalendar();
  effect(() => {
    const chosen = language.value;
    // On another day and in another zone, days and times are written differently.
    void calendar.value;
    const change = (fetched: Words) => {
      // The person may have chosen another language meanwhile.
      if (language.value !== chosen) return;
      // Texts that the browser has translated cannot be changed, only drawn again from scratch.
      const isTranslated = document.querySelector("#app font") !== null;
      if (isTranslated && fetched.language !== words.value.language) location.reload();
      else words.value = fetched;
    };
    void wanted(chosen).then(change, () => {});
  });
  effect(() => setDocumentLanguage(words.value.language));
  return words;
}

/** Without a chosen language, numbers and times are written as in the browser's region. */
function wanted(chosen: Settings["language"]["value"]): Promise<Words> {
  return chosen === undefined
    ? wordsIn(chooseLanguage(navigator.languages), navigator.language)
    : wordsIn(chosen);
}
