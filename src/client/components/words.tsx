import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { ENGLISH, type Words } from "../languages/languages";

export const WordsContext = createContext(ENGLISH);

/** The page's texts, in the language that the reader has. */
export const useWords = (): Words => useContext(WordsContext);
