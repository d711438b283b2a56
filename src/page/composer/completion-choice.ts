/** What one has done with the list of names that is offered for a text. */
export interface CompletionChoice {
  before: string;
  at: number;
  is: "offered" | "chosen" | "dismissed";
}
