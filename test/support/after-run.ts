/** Removes a folder in which something may still be written. */
export const REMOVE_FOLDER = 'for n in 1 2 3 4 5; do rm -rf "$1" && break; sleep 1; done';

/** The pipes at which shells wait. */
const pipes: unknown[] = [];

/**
 * Runs a shell command once this process has ended, however it ends. A worker of `bun test --parallel` runs many files,
 * and no hook of Bun's is called after its last one.
 */
export function afterRun(command: string, ...args: string[]): void {
  // The pipe closes with this process. Ctrl+C is for the tests alone.
  const shell = Bun.spawn(["sh", "-c", `trap "" INT; read -r _; ${command}`, "sh", ...args], {
    stdin: "pipe",
    stdout: "ignore",
    stderr: "ignore",
  });
  shell.unref();
  pipes.push(shell.stdin);
}
