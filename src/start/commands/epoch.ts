/** `bun run epoch`: gives the log of the store a new name, after it was restored from a snapshot or a copy (P26). */
import { renewEpoch } from "../../store";
import { plainCommand, runCommand } from "./command";

export const epochCommand = plainCommand("epoch", async (store) => {
  await renewEpoch(store);
  return "the log has another name: clients read it again when its servers start again";
});

if (import.meta.main) await runCommand(epochCommand);
