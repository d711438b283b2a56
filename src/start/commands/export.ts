/** `bun run export FILE`: every room of the store that DATABASE_URL names, with its files, as lines of JSON, while the server runs. */
import { exportTo, openSource } from "../../store";
import { fileCommand, filesSaid, runCommand } from "./command";

export const exportCommand = fileCommand("export", async ({ path, store, files, progress }) => {
  await using source = await openSource(store, files);
  const done = await exportTo(path, source, progress);
  const left = source.leftOut();
  const missing = left > 0 ? `; ${left} files were left out, whose bytes are not there` : "";
  return `the whole chat is in ${[path, ...filesSaid(done)].join(", with ")}${missing}`;
});

if (import.meta.main) await runCommand(exportCommand);
