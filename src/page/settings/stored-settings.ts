/** What one has chosen for this browser, as it is kept. The early script reads it too, and has to be small. */
import { LANGUAGES, type Language } from "../languages/choose";
import { read, type Store } from "../../client/storage";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** The names under which the choices are kept. */
export const KEPT = { theme: "chuan.theme", language: "chuan.language", sound: "chuan.sound" };

export function keptTheme(store: Store | undefined): Theme {
  return THEMES.find((theme) => theme === read(store, KEPT.theme)) ?? "system";
}

/** Undefined when none was chosen, or none that there is any more. */
export function keptLanguage(store: Store | undefined): Language | undefined {
  const kept = read(store, KEPT.language);
  return (Object.keys(LANGUAGES) as Language[]).find((language) => language === kept);
}

export function keptSound(store: Store | undefined): boolean {
  return read(store, KEPT.sound) !== "off";
}
