/** The document as a whole: language, direction and colours. */
import { LANGUAGES, type Language } from "../languages/choose";
import type { Theme } from "../settings/stored-settings";

/** Milliseconds from the failure to load a script to loading the page again. */
export const RELOAD_PAUSE = 1000;

/** Sets language and direction, by which the browser chooses fonts, hyphens and sides. */
export function setDocumentLanguage(language: Language): void {
  document.documentElement.lang = language;
  document.documentElement.dir = LANGUAGES[language].dir;
}

/** Sets the colours, also of the browser's own bars: the system's unless the person has chosen. */
export function setColours(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
  for (const edge of document.querySelectorAll<HTMLMetaElement>("meta[name=theme-color]")) {
    const { of } = edge.dataset;
    const isChosen = of === theme ? "all" : "not all";
    edge.media = theme === "system" ? `(prefers-color-scheme: ${of})` : isChosen;
  }
}
