import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { type Words, wordsIn } from "../languages/languages";

export const WordsContext = createContext<Words>(wordsIn("en"));

/** The page's texts, in the language that the reader has. */
export const useWords = (): Words => useContext(WordsContext);
