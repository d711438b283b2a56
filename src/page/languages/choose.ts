/** Which of the page's languages a person gets. */

/**
 * A new language is a file beside this one, a line here and a line in `languages.ts`. The file is called
 * by its tag in small letters, by which the early script finds it.
 */
export const LANGUAGES = {
  en: { name: "English", dir: "ltr" },
  "zh-Hans": { name: "简体中文", dir: "ltr" },
  "zh-Hant": { name: "繁體中文", dir: "ltr" },
  ar: { name: "العربية", dir: "rtl" },
} as const;

export type Language = keyof typeof LANGUAGES;

/** The first of a person's languages that the page knows, English if none. */
export function choose(wanted: readonly string[]): Language {
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
