/** The choice of the page's language by the browser's languages. */

/**
 * A new language is a file beside this one, a line here and a line in `languages.ts`. The file's name is the
 * language's tag in lower case, by which the early script finds it.
 */
export const LANGUAGES = {
  en: { name: "English", dir: "ltr" },
  "zh-Hans": { name: "简体中文", dir: "ltr" },
  "zh-Hant": { name: "繁體中文", dir: "ltr" },
  ar: { name: "العربية", dir: "rtl" },
} as const;

export type Language = keyof typeof LANGUAGES;

/** The first of the wanted languages that the page has; English if it has none. */
export function chooseLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const known = languageOf(tag);
    if (known) return known;
  }
  return "en";
}

function languageOf(tag: string): Language | undefined {
  try {
    // "zh-TW" and "zh-HK" say their script by their region only.
    const { language, script } = new Intl.Locale(tag).maximize();
    const names = Object.keys(LANGUAGES) as Language[];
    return names.find((name) => name === language || name === `${language}-${script}`);
  } catch {
    return undefined;
  }
}
