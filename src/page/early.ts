/** Runs before the page is first drawn, so that it is drawn once, with its direction and its colours. */
import { localStore } from "./browser/browser";
import { setColours, RELOAD_PAUSE, setDocumentLanguage } from "./browser/document";
import { chooseLanguage } from "./languages/choose";
import { storedLanguage, storedTheme } from "./settings/stored-settings";

const language = storedLanguage(localStore()) ?? chooseLanguage(navigator.languages);
setDocumentLanguage(language);
setColours(storedTheme(localStore()));

// Fetches the language's texts beside the script, which would ask for them only when it runs.
const texts = document.querySelector(`link[href^="/parts/${language.toLowerCase()}-"]`);
texts?.setAttribute("rel", "modulepreload");

// While machines are being replaced, a machine may not yet, or no longer, have a script that another machine's page names.
addEventListener(
  "error",
  ({ target }) => {
    if (target instanceof HTMLScriptElement) setTimeout(() => location.reload(), RELOAD_PAUSE);
  },
  true,
);
