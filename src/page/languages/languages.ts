/** The page's texts, numbers and times in one language. */
import type { Language } from "./choose";
import type { Entry, Key, Texts } from "./en";
import type { LaterKey, LaterTexts } from "./later-en";

export type { Key };

/** Each language is a lazy module of its own. */
const TEXTS: Record<Language, () => Promise<Texts>> = {
  en: () => import("./en").then(({ en }) => en),
  "zh-Hans": () => import("./zh-hans").then(({ zhHans }) => zhHans),
  "zh-Hant": () => import("./zh-hant").then(({ zhHant }) => zhHant),
  ar: () => import("./ar").then(({ ar }) => ar),
};

/** The page's texts in a language. Rejects when they cannot be fetched. */
export const textsOf = (language: Language): Promise<Texts> => TEXTS[language]();

/** A value to fill in. Names are isolated, each in its own direction. */
export type Value = string | number | readonly string[];

/** The text of `key` with `values` filled in, in the plural form of `count` if there is one. */
type Say<K> = (key: K, values?: Record<string, Value>) => string;

export interface Words {
  language: Language;
  /** As whose numbers and times they are written. */
  locale: string;
  say: Say<Key>;
  /** These words, and with them the texts of dialogs that are fetched later. */
  with: (later: LaterTexts) => AllWords;
  number: (value: number) => string;
  list: (names: readonly string[]) => string;
  time: (at: number) => string;
  /** Date and time, in full. */
  moment: (at: number) => string;
  /** The day, as it is called on `today`: "yesterday", for example. */
  day: (at: number, today?: number) => string;
}

export type AnyKey = Key | LaterKey;
export type AllWords = Omit<Words, "say" | "with"> & { say: Say<AnyKey> };

const DAY = 24 * 60 * 60_000;

/** Texts in `language`; numbers and times as `locale` writes them. Rejects when they cannot be fetched. */
export async function wordsIn(language: Language, locale: string = language): Promise<Words> {
  const texts = await textsOf(language);
  const plural = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(locale);
  const lists = new Intl.ListFormat(language, { type: "conjunction" });
  const times = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" });
  const moments = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "short" });
  const days = new Intl.DateTimeFormat(locale, { weekday: "long", month: "long", day: "numeric" });
  const years = new Intl.DateTimeFormat(locale, { dateStyle: "long" });
  const near = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });

  const list = (names: readonly string[]) => lists.format(names.map((name) => isolated(name)));
  const shown = (value: Value) => {
    if (typeof value === "number") return numbers.format(value);
    return typeof value === "string" ? isolated(value) : list(value);
  };

  const sayer =
    <K extends string>(all: Record<K, Entry>): Say<K> =>
    (key, values = {}) => {
      const entry: Entry = all[key];
      const form =
        typeof entry === "string"
          ? entry
          : (entry[plural.select(Number(values["count"]))] ?? entry.other);
      return form.replace(/\{(\w+)\}/g, (_, name: string) => shown(values[name] ?? ""));
    };

  const words: Words = {
    language,
    locale,
    say: sayer(texts),
    with: (later) => ({ ...words, say: sayer({ ...texts, ...later }) }),
    number: (value) => numbers.format(value),
    list,
    time: (at) => times.format(at),
    moment: (at) => moments.format(at),
    day(at, today = Date.now()) {
      const ago = Math.round((midnight(today) - midnight(at)) / DAY);
      if (ago === 0 || ago === 1) return near.format(-ago, "day");
      return new Date(at).getFullYear() === new Date(today).getFullYear()
        ? days.format(at)
        : years.format(at);
    },
  };
  return words;
}

/** A name in isolation marks, so that it cannot change the direction of the text around it. */
function isolated(text: string): string {
  return `\u2068${text.replace(/[\u2066-\u2069]/g, "")}\u2069`;
}

function midnight(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}
