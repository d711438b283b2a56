/** A server in a process of its own, that can be killed as a power cut would and started again. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { within } from "./deadline";
import { linesOf } from "./lines";

const MAIN = `${import.meta.dir}/../../src/start/main.ts`;

/** Starts a server whose log and port are the same after every start. */
export async function serveInProcess(settings: Record<string, string> = {}) {
  const folder = await mkdtemp(join(tmpdir(), "chuan-"));
  let port = "0";
  let child = await start();

  async function start() {
    const started = Bun.spawn([process.execPath, MAIN], {
      env: {
        PATH: process.env.PATH,
        HOST: "127.0.0.1",
        PORT: port,
        DATABASE_URL: `sqlite:${folder}/chuan.db`,
        ...settings,
      },
      stdout: "pipe",
      stderr: "inherit",
    });
    const lines = linesOf(started.stdout);
    const line = await within(30_000, "listening", lines.next());
    lines.drain();
    port = line.match(/:(\d+)"/)?.[1] ?? port;
    return started;
  }

  async function kill(): Promise<void> {
    child.kill("SIGKILL");
    await within(30_000, "the server's end", child.exited);
  }

  return {
    url: `http://127.0.0.1:${port}`,
    kill,
    async restart() {
      child = await start();
    },
    async [Symbol.asyncDispose]() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
