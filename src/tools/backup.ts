/** `bun run backup FILE`: a checked copy of the embedded store, while the server runs. */
import { resolve } from "node:path";
import { backUp } from "../archive/backup";
import { sqlitePath } from "../archive/open";
import { runTool } from "./tool";

await runTool("backup", async ({ path, databaseUrl }) => {
  const store = sqlitePath(databaseUrl);
  const messages = await backUp(store, path);
  return `${messages} messages of ${resolve(store)} are in ${path}, which is whole`;
});
