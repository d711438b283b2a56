/** What every store must do as an archive's source and target. */
import type { ArchivedStore } from "./archive-parts";
import { earlierContract } from "./contract-earlier";
import { messagesContract } from "./contract-messages";
import { peopleContract } from "./contract-people";
import { refusalsContract } from "./contract-refusals";
import { repeatedContract } from "./contract-repeated";

/** Runs the suite on the stores that `makeStore` makes. */
export function archiveContract(name: string, makeStore: () => Promise<ArchivedStore>): void {
  messagesContract(name, makeStore);
  peopleContract(name, makeStore);
  refusalsContract(name, makeStore);
  repeatedContract(name, makeStore);
  earlierContract(name, makeStore);
}
