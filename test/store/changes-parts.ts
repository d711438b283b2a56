/** Changes of messages, as tests make them. */
import type { Message } from "../../src/protocol";
import type { Change, Outcome } from "../../src/store/changes";

export const ADA = "ada-ada-ada-ada-";
let ids = 0;

type Kind<K extends Change["kind"]> = Extract<Change, { kind: K }>;
type Asked<K extends Change["kind"]> = Partial<Omit<Kind<K>, "kind">>;

/** Changes by ada in the lobby, unless they say otherwise. */
const base = () => ({ room: "lobby", seq: 1, by: ADA, id: `change ${(ids += 1)}` });
export const editing = (more: Asked<"edit"> = {}): Change => ({
  ...base(),
  kind: "edit",
  txt: "another text",
  calls: [],
  ...more,
});
export const removing = (more: Asked<"remove"> = {}): Change => ({
  ...base(),
  kind: "remove",
  ...more,
});
export const reacting = (more: Asked<"react"> = {}): Change => ({
  ...base(),
  kind: "react",
  emoji: "👍",
  on: true,
  name: "ada",
  ...more,
});

/** The message after a change that was made. */
export async function made(outcome: Promise<Outcome>): Promise<Message> {
  const found = await outcome;
  if (!("message" in found)) throw new Error(`the change was refused: ${found.refused}`);
  return found.message;
}
