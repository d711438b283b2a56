/** Runs before the page is first drawn, so that it is drawn once: on the right side, in the right colours. */
import { local } from "./browser";
import { colour, speak } from "./document";
import { choose } from "./languages/choose";
import { keptLanguage, keptTheme } from "./choices";

speak(keptLanguage(local()) ?? choose(navigator.languages));
colour(keptTheme(local()));
