/** `bun run backup FILE`: a checked copy of the embedded store, while the server runs. */
import { backUp } from "../archive/backup";
import { sqlitePath } from "../archive/open";
import { runTool } from "./tool";

await runTool("backup", async ({ path, databaseUrl }) => {
  const messages = await backUp(sqlitePath(databaseUrl), path);
  return `${messages} messages are in ${path}, which is whole`;
});
