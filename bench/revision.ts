/** Two versions of this server, each built as it is deployed: this working tree's and a commit's. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { build } from "./built";

const ROOT = `${import.meta.dir}/..`;

export interface Revision extends AsyncDisposable {
  /** The script that starts the server. */
  script: string;
}

/** Checks a commit out into a folder of its own and builds it. Disposing of it removes the folder. Throws when git knows no such commit. */
export async function buildCommit(commit: string): Promise<Revision> {
  const folder = await mkdtemp(`${tmpdir()}/chuan-against-`);
  const remove = async () => {
    await Bun.$`git worktree remove --force ${folder}`.cwd(ROOT).quiet().nothrow();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await Bun.$`git worktree add --detach ${folder} ${commit}`.cwd(ROOT).quiet();
    await Bun.$`bun install --frozen-lockfile`.cwd(folder).quiet();
    return { script: await build(folder), [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    throw new Error(`${commit} could not be built: ${reasonOf(error)}`, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Bun.$.ShellError) return error.stderr.toString().trim();
  return error instanceof Error ? error.message : String(error);
}
