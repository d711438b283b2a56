/** How the document as a whole appears: language, direction and colours. */
import { LANGUAGES, type Language } from "../languages/choose";
import type { Theme } from "../settings/stored-settings";

/** Milliseconds from a part of the script that is not there to asking for the page again. */
export const RELOAD_PAUSE = 1000;

/** Sets language and direction, and with them fonts, hyphens and the side of everything. */
export function setDocumentLanguage(language: Language): void {
  document.documentElement.lang = language;
  document.documentElement.dir = LANGUAGES[language].dir;
}

/**
 * Makes the page as high as what one sees of it. Most browsers do so by themselves where a keyboard takes
 * the rest; on iOS only the visual viewport gets smaller, and the box would be behind the keyboard.
 */
export function fitToKeyboard(): void {
  const { visualViewport: view } = globalThis;
  const fit = () => {
    if (!view) return;
    // A page that is enlarged with two fingers is not to be smaller.
    const height = Math.round(view.height * view.scale);
    const isCovered = height < innerHeight - 1;
    document.documentElement.style.setProperty("--height", isCovered ? `${height}px` : "100dvh");
    if (isCovered) scrollTo(0, 0);
  };
  view?.addEventListener("resize", fit);
}

/** Sets the colours, of the browser's own edge as well: the system's unless chosen. */
export function setColours(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
  for (const edge of document.querySelectorAll<HTMLMetaElement>("meta[name=theme-color]")) {
    const { of } = edge.dataset;
    const isChosen = of === theme ? "all" : "not all";
    edge.media = theme === "system" ? `(prefers-color-scheme: ${of})` : isChosen;
  }
}
