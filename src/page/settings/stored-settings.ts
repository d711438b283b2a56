/** Settings as they are stored. The early script reads them, too, and has to be small. */
import { LANGUAGES, type Language } from "../languages/choose";
import { readValue, type KeyValueStore } from "../../client/key-value-store";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** The names under which the settings are stored. */
export const SETTING_KEYS = {
  theme: "chuan.theme",
  language: "chuan.language",
  sound: "chuan.sound",
};

export function storedTheme(store: KeyValueStore | undefined): Theme {
  return THEMES.find((theme) => theme === readValue(store, SETTING_KEYS.theme)) ?? "system";
}

/** Undefined if none was chosen, or the page no longer has it. */
export function storedLanguage(store: KeyValueStore | undefined): Language | undefined {
  const kept = readValue(store, SETTING_KEYS.language);
  return (Object.keys(LANGUAGES) as Language[]).find((language) => language === kept);
}

export function storedSound(store: KeyValueStore | undefined): boolean {
  return readValue(store, SETTING_KEYS.sound) !== "off";
}
