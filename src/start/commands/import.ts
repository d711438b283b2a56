/** `bun run import FILE`: fills the empty store that DATABASE_URL names from an export. */
import { importFrom, openTarget } from "../../store";
import { runTool } from "./command";

await runTool("import", async ({ path, store, progress }) => {
  await using target = await openTarget(store);
  await importFrom(path, target, progress);
  return `all of ${path} is in the store`;
});
