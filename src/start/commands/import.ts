/** `bun run import FILE`: fills the empty store that DATABASE_URL names from an export. */
import { importFrom, openTarget } from "../../store";
import { fileCommand, filesSaid, runCommand } from "./command";

export const importCommand = fileCommand("import", async ({ path, store, files, progress }) => {
  await using target = await openTarget(store, files);
  const done = await importFrom(path, target, progress);
  return `all of ${path} is in the store${filesSaid(done)
    .map((said) => `, with ${said}`)
    .join("")}`;
});

if (import.meta.main) await runCommand(importCommand);
