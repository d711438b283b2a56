import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Words } from "./languages";

export const WordsContext = createContext<Words | undefined>(undefined);

/** The page's texts, in the language that the reader has. Throws outside of the page. */
export function useWords(): Words {
  const words = useContext(WordsContext);
  if (!words) throw new Error("there are no words here");
  return words;
}
