import { backupCommand } from "../../../src/start/commands/backup";
import { epochCommand } from "../../../src/start/commands/epoch";
import { exportCommand } from "../../../src/start/commands/export";
import { importCommand } from "../../../src/start/commands/import";
import { commandOf } from "../../support/compiled";
import { lastLine, runCommandHere } from "../../support/run-command";

const COMMANDS = {
  backup: backupCommand,
  epoch: epochCommand,
  export: exportCommand,
  import: importCommand,
};

/** Runs a command on a store in this process. No other test of the file may run meanwhile. */
export const command = (name: keyof typeof COMMANDS, databaseUrl: string, args?: string[]) =>
  runCommandHere(COMMANDS[name], databaseUrl, args);

/** Runs a command in a process of its own, as its user does, under a umask. */
export async function commandAlone(
  name: "backup" | "export" | "import",
  databaseUrl: string,
  args: string[],
  umask = "022",
) {
  const program = [...(await commandOf(name)), ...args];
  const child = Bun.spawn(["sh", "-c", `umask ${umask}; exec "$@"`, "sh", ...program], {
    env: { PATH: process.env["PATH"], DATABASE_URL: databaseUrl },
    stderr: "pipe",
  });
  const said = await new Response(child.stderr).text();
  return { code: await child.exited, said: lastLine(said) };
}
