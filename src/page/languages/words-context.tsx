import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Words } from "./languages";

export const WordsContext = createContext<Words | undefined>(undefined);

/** The page's texts in the reader's language. Throws outside of the page. */
export function useWords(): Words {
  const words = useContext(WordsContext);
  if (!words) throw new Error("no WordsContext here");
  return words;
}
