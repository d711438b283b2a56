/** `bun run backup FILE`: a checked copy of the embedded store, with its files, while the server runs. */
import { resolve } from "node:path";
import { backUp, filesFolder, sqlitePath } from "../../store";
import { fileCommand, filesSaid, runCommand } from "./command";

export const backupCommand = fileCommand(
  "backup",
  async ({ path, store, files: place, progress }) => {
    const source = sqlitePath(store);
    const { messages, files } = await backUp(source, path, filesFolder(store, place), progress);
    const what = [`${messages} messages`, ...(files ? filesSaid(files) : [])].join(" and ");
    const said = [
      `${what} of ${resolve(source)} are in ${path}, which is ${files ? "a whole tar" : "whole"}`,
    ];
    if (files && files.leftOut > 0)
      said.push(`${files.leftOut} files are not in it, because their bytes are not there`);
    if (files && files.damaged > 0)
      said.push(`${files.damaged} files have other bytes than they were stored with`);
    return said.join("; ");
  },
);

if (import.meta.main) await runCommand(backupCommand);
