/** The person's settings in this browser: theme, language, sound. */
import { effect, type Signal, signal } from "@preact/signals";
import {
  SETTING_KEYS,
  storedLanguage,
  storedSound,
  storedTheme,
  type Theme,
} from "./stored-settings";
import type { Language } from "../languages/choose";
import { type KeyValueStore, writeValue } from "../../client/key-value-store";

export interface Settings {
  theme: Signal<Theme>;
  /** Undefined for the browser's language. */
  language: Signal<Language | undefined>;
  sound: Signal<boolean>;
}

/** The settings in `store`; changes are stored at once. */
export function openPageSettings(store: KeyValueStore | undefined): Settings {
  const theme = signal(storedTheme(store));
  const language = signal(storedLanguage(store));
  const sound = signal(storedSound(store));
  effect(() => writeValue(store, SETTING_KEYS.theme, theme.value));
  effect(() => writeValue(store, SETTING_KEYS.language, language.value ?? ""));
  effect(() => writeValue(store, SETTING_KEYS.sound, sound.value ? "on" : "off"));
  return { theme, language, sound };
}
