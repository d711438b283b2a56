/** The texts of dialogs that are fetched when they are opened: few people need them, and they would make the first load longer. */
import { type ComponentChildren, createContext } from "preact";
import { useContext, useEffect, useRef } from "preact/hooks";
import { type LazyModule, lazyModule } from "../lazy/lazy-module";
import type { Language } from "./choose";
import type { AllWords } from "./languages";
import type { LaterTexts } from "./later-en";
import { useWords } from "./words-context";

const TEXTS: Record<Language, LazyModule<{ later: LaterTexts }>> = {
  en: lazyModule(() => import("./later-en")),
  "zh-Hans": lazyModule(() => import("./later-zh-hans")),
  "zh-Hant": lazyModule(() => import("./later-zh-hant")),
  ar: lazyModule(() => import("./later-ar")),
};

const AllWordsContext = createContext<AllWords | undefined>(undefined);

interface Props {
  /** Drawn if the texts cannot be fetched. */
  fallback?: ComponentChildren;
  children: ComponentChildren;
}

/** Draws its children as soon as all texts are there. In another language they stay as they were until its texts are there. */
export function WithAllWords({ fallback, children }: Props) {
  const words = useWords();
  const module = TEXTS[words.language];
  const last = useRef<AllWords>(undefined);
  useEffect(() => void module.load(), [module]);
  const state = module.state.value;
  if (state.is === "there") last.current = words.with(state.module.later);
  if (!last.current) return <>{state.is === "failed" && fallback}</>;
  return <AllWordsContext.Provider value={last.current}>{children}</AllWordsContext.Provider>;
}

/** All of the page's texts. Throws outside of `WithAllWords`. */
export function useAllWords(): AllWords {
  const words = useContext(AllWordsContext);
  if (!words) throw new Error("no WithAllWords here");
  return words;
}
