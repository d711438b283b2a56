/** What the walk needs of a browser: a person's hands and eyes, the same in every engine. */

export type Key =
  | "Enter"
  | "Escape"
  | "Tab"
  | "Backspace"
  | "ArrowUp"
  | "ArrowDown"
  | "ArrowRight"
  | "End"
  | "?"
  | "m"
  | "u";

/** One window of a browser. Closing it ends the browser as well. */
export interface Hands extends AsyncDisposable {
  /** Opens an address; what is there then, the walk waits for. */
  go: (url: string) => Promise<void>;
  back: () => Promise<void>;
  /** What an expression is in the page; what it promises, if it is a promise. */
  get: <T>(expression: string) => Promise<T>;
  type: (text: string) => Promise<void>;
  press: (key: Key, held?: "Shift" | "Control" | "Alt") => Promise<void>;
  click: (x: number, y: number) => Promise<void>;
  /** Touches a point with a finger, once for each of these durations, in milliseconds. */
  touch: (x: number, y: number, ...durations: number[]) => Promise<void>;
  /** Turns the wheel over a point by so many pixels, up with a negative number. */
  wheel: (x: number, y: number, pixels: number) => Promise<void>;
  resize: (width: number, height: number) => Promise<void>;
  /** Answers the question that a script asks by `prompt`, while `opening` goes on. */
  answer: (text: string, opening: () => Promise<void>) => Promise<void>;
  /** A picture, as PNG. */
  picture: () => Promise<Uint8Array>;
}

export interface Engine {
  name: string;
  /** What is not installed, and how to get it; undefined when all is there. */
  missing: () => Promise<string | undefined>;
  /** Starts a browser of a person whose language this is. Nothing is kept from one to the next. */
  open: (language: "en" | "ar") => Promise<Hands>;
}
