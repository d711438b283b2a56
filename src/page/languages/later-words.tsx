/** The texts of dialogs that are fetched when they are opened: few people need them, and they would make the first load longer. */
import { type ComponentChildren, createContext } from "preact";
import { useContext, useEffect, useRef } from "preact/hooks";
import { type LazyModule, lazyModule } from "../lazy/lazy-module";
import type { Language } from "./choose";
import type { AllWords } from "./languages";
import type { LaterTexts } from "./later-en";
import { useWords } from "./words-context";

type Module = Promise<{ later: LaterTexts }>;

const MODULES: Record<Language, () => Module> = {
  en: () => import("./later-en"),
  "zh-Hans": () => import("./later-zh-hans"),
  "zh-Hant": () => import("./later-zh-hant"),
  ar: () => import("./later-ar"),
};

/** The texts in a language. Rejects when they cannot be fetched. */
export const laterTextsOf = async (language: Language): Promise<LaterTexts> =>
  (await MODULES[language]()).later;

const fetched = new Map<Language, LazyModule<LaterTexts>>();

function lazyTexts(language: Language): LazyModule<LaterTexts> {
  const module = fetched.get(language) ?? lazyModule(() => laterTextsOf(language));
  fetched.set(language, module);
  return module;
}

const AllWordsContext = createContext<AllWords | undefined>(undefined);

interface Props {
  /** Drawn if the texts cannot be fetched. */
  fallback?: ComponentChildren;
  children: ComponentChildren;
}

/** Draws its children as soon as all texts are there. In another language they stay as they were until its texts are there. */
export function WithAllWords({ fallback, children }: Props) {
  const words = useWords();
  const module = lazyTexts(words.language);
  const last = useRef<AllWords>(undefined);
  useEffect(() => void module.load(), [module]);
  const state = module.state.value;
  if (state.is === "there") last.current = words.with(state.module);
  if (!last.current) return <>{state.is === "failed" && fallback}</>;
  return <AllWordsContext.Provider value={last.current}>{children}</AllWordsContext.Provider>;
}

/** All of the page's texts. Throws outside of `WithAllWords`. */
export function useAllWords(): AllWords {
  const words = useContext(AllWordsContext);
  if (!words) throw new Error("no WithAllWords here");
  return words;
}
