/** A decision as another machine makes it, inside of a transaction that a test commits when it wants. */
import type { SQL } from "bun";
import type { Decision, Question } from "../../src/store";
import { DECIDE } from "../../src/store/postgres/community-statements";
import { madeOf, readFacts, type Rows, seenIn } from "../../src/store/postgres/decisions";

/** Makes the decision in the transaction. From then on the rooms in question are locked until it ends. */
export async function decideWithin(
  transaction: SQL,
  question: Question,
  decision: Decision,
): Promise<void> {
  const rows: Rows = (statement, ...parameters) => transaction.unsafe(statement, parameters);
  const facts = await readFacts(rows, question);
  const given = [seenIn(question, facts), madeOf(decision, facts)];
  const [row] = await rows<{ rev: number | null }>(
    ...([DECIDE, ...given.map((part) => JSON.stringify(part))] as const),
  );
  if ((row?.rev ?? null) === null) throw new Error("the facts have changed meanwhile");
}
