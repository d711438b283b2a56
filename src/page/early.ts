/** Runs before the page is first drawn, so that it is drawn once: on the right side, in the right colours. */
import { localStore } from "./browser/browser";
import { setColours, RELOAD_PAUSE, setDocumentLanguage } from "./browser/document";
import { choose } from "./languages/choose";
import { storedLanguage, storedTheme } from "./settings/stored-settings";

const language = storedLanguage(localStore()) ?? choose(navigator.languages);
setDocumentLanguage(language);
setColours(storedTheme(localStore()));

// Its texts are fetched beside the script, which would only ask for them when it runs.
const texts = document.querySelector(`link[href^="/parts/${language.toLowerCase()}-"]`);
texts?.setAttribute("rel", "modulepreload");

// While machines are being replaced, one may not have yet, or any more, what another's page names.
addEventListener(
  "error",
  ({ target }) => {
    if (target instanceof HTMLScriptElement) setTimeout(() => location.reload(), RELOAD_PAUSE);
  },
  true,
);
