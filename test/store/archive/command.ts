import { join } from "node:path";
import { builtFolder } from "../../support/built";

/** Runs a command of the built server as its user does, under a umask where one is given. */
export async function command(
  name: string,
  databaseUrl: string,
  args: readonly string[] = [],
  umask?: string,
) {
  const program = [process.execPath, join(await builtFolder(), `${name}.js`), ...args];
  const shell = umask === undefined ? [] : ["sh", "-c", `umask ${umask}; exec "$@"`, "sh"];
  const child = Bun.spawn([...shell, ...program], {
    env: { PATH: process.env["PATH"], DATABASE_URL: databaseUrl },
    stderr: "pipe",
  });
  const said = await new Response(child.stderr).text();
  return { code: await child.exited, said: said.trim() };
}
