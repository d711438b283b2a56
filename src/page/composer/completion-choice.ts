/** What the person has done with the list of names for the text `before` the caret. */
export interface CompletionChoice {
  before: string;
  at: number;
  is: "offered" | "chosen" | "dismissed";
}
