/** `bun run import FILE`: fills the empty store that DATABASE_URL names with what an export wrote. */
import { importFrom } from "../archive/copy";
import { openTarget } from "../archive/open";
import { runTool } from "./tool";

await runTool("import", async ({ path, store, progress }) => {
  await using target = await openTarget(store);
  await importFrom(path, target, progress);
  return `all of ${path} is in the store`;
});
