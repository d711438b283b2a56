/** The document as a whole: language, direction, height and colours. */
import { LANGUAGES, type Language } from "../languages/choose";
import type { Theme } from "../settings/stored-settings";

/** Milliseconds from the failure to load a script to loading the page again. */
export const RELOAD_PAUSE = 1000;

/** Sets language and direction, by which the browser chooses fonts, hyphens and sides. */
export function setDocumentLanguage(language: Language): void {
  document.documentElement.lang = language;
  document.documentElement.dir = LANGUAGES[language].dir;
}

/**
 * Makes the page as high as its visible part. Most browsers do so by themselves when the keyboard opens; on iOS only
 * the visual viewport gets smaller, and the keyboard would cover the box.
 */
export function fitToKeyboard(): void {
  const { visualViewport: view } = globalThis;
  const fit = () => {
    if (!view) return;
    // Zooming in with two fingers must not shrink the page.
    const height = Math.round(view.height * view.scale);
    const isCovered = height < innerHeight - 1;
    document.documentElement.style.setProperty("--height", isCovered ? `${height}px` : "100dvh");
    if (isCovered) scrollTo(0, 0);
  };
  view?.addEventListener("resize", fit);
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
