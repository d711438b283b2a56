/** Commands of the server's owner, run in this process: to start one for each takes longer than all that they do. */
import { spyOn } from "bun:test";
import { type Command, exitCodeOf } from "../../src/start/commands/command";

/** Runs a command, and resolves with its exit code and the last line that it said. No other test of the file may run meanwhile. */
export async function runCommandHere(
  command: Command,
  databaseUrl: string,
  args: string[] = [],
): Promise<{ code: number; said: string }> {
  const said: string[] = [];
  const spy = spyOn(process.stderr, "write").mockImplementation(
    (text) => said.push(String(text)) > 0,
  );
  try {
    const code = await exitCodeOf(command, args, { DATABASE_URL: databaseUrl });
    return { code, said: lastLine(said.join("")) };
  } finally {
    spy.mockRestore();
  }
}

/** What a command said at its end: before, one that takes longer than a second says how far it is. */
export const lastLine = (said: string) => said.trim().split("\n").at(-1) ?? "";
