/** What one has chosen for this browser: colours, language, sound. */
import { effect, type Signal, signal } from "@preact/signals";
import { KEPT, keptLanguage, keptSound, keptTheme, type Theme } from "./stored-settings";
import type { Language } from "../languages/choose";
import { type Store, write } from "../../client/storage";

export interface Settings {
  theme: Signal<Theme>;
  /** Undefined for the browser's own. */
  language: Signal<Language | undefined>;
  sound: Signal<boolean>;
}

/** The settings that `store` keeps; what is changed is kept at once. */
export function openSettings(store: Store | undefined): Settings {
  const theme = signal(keptTheme(store));
  const language = signal(keptLanguage(store));
  const sound = signal(keptSound(store));
  effect(() => write(store, KEPT.theme, theme.value));
  effect(() => write(store, KEPT.language, language.value ?? ""));
  effect(() => write(store, KEPT.sound, sound.value ? "on" : "off"));
  return { theme, language, sound };
}
