/** `bun run epoch`: names the log of the store anew, after it was restored from a snapshot or a copy (P26). */
import { renewEpoch } from "../../store";
import { runPlainTool } from "./command";

await runPlainTool("epoch", async (store) => {
  await renewEpoch(store);
  return "the log has another name: clients read it anew when its servers start again";
});
