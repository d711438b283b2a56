/** `bun run export FILE`: every room of the store that DATABASE_URL names, as lines of JSON, while the server runs. */
import { exportTo, openSource } from "../../store";
import { runTool } from "./command";

await runTool("export", async ({ path, store, progress }) => {
  await using source = await openSource(store);
  await exportTo(path, source, progress);
  return `the whole chat is in ${path}`;
});
