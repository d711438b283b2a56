/** What one has chosen for this browser, as it is kept. The early script reads it too, and has to be small. */
import { LANGUAGES, type Language } from "../languages/choose";
import { readValue, type KeyValueStore } from "../../client/key-value-store";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** The names under which the choices are kept. */
export const SETTING_KEYS = {
  theme: "chuan.theme",
  language: "chuan.language",
  sound: "chuan.sound",
};

export function storedTheme(store: KeyValueStore | undefined): Theme {
  return THEMES.find((theme) => theme === readValue(store, SETTING_KEYS.theme)) ?? "system";
}

/** Undefined when none was chosen, or none that there is any more. */
export function storedLanguage(store: KeyValueStore | undefined): Language | undefined {
  const kept = readValue(store, SETTING_KEYS.language);
  return (Object.keys(LANGUAGES) as Language[]).find((language) => language === kept);
}

export function storedSound(store: KeyValueStore | undefined): boolean {
  return readValue(store, SETTING_KEYS.sound) !== "off";
}
