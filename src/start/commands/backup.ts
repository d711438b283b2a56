/** `bun run backup FILE`: a checked copy of the embedded store, while the server runs. */
import { resolve } from "node:path";
import { backUp, sqlitePath } from "../../store";
import { runTool } from "./command";

await runTool("backup", async ({ path, store }) => {
  const source = sqlitePath(store);
  const messages = await backUp(source, path);
  return `${messages} messages of ${resolve(source)} are in ${path}, which is whole`;
});
