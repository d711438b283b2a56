/** A server in a process of its own, that can be killed as a power cut would and started again. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commandOf } from "./compiled";
import { within } from "./deadline";
import { type Lines, linesOf } from "./lines";
import { newPort } from "./ports";

/** Starts a server whose log and port are the same after every start. */
export async function serveInProcess(settings: Record<string, string> = {}) {
  const folder = await mkdtemp(join(tmpdir(), "chuan-"));
  const DATABASE_URL = `sqlite:${folder}/chuan.db`;
  let port = String(newPort());
  let child = await start();

  async function start() {
    const started = Bun.spawn(await commandOf("server"), {
      env: {
        PATH: process.env.PATH,
        HOST: "127.0.0.1",
        PORT: port,
        DATABASE_URL,
        ...settings,
      },
      stdout: "pipe",
      stderr: "inherit",
    });
    const lines = linesOf(started.stdout);
    port = await within(30_000, "listening", portIn(lines));
    lines.drain();
    return started;
  }

  async function kill(): Promise<void> {
    child.kill("SIGKILL");
    await within(30_000, "the server's end", child.exited);
  }

  const url = `http://127.0.0.1:${port}`;

  /** The first line of a command. */
  async function printed(command: "invite" | "rekey", argument: string): Promise<string> {
    const printing = Bun.spawn([...(await commandOf(command)), argument], {
      env: { PATH: process.env.PATH, ...settings, DATABASE_URL, PUBLIC_URL: url },
      stdout: "pipe",
      stderr: "ignore",
    });
    return await within(30_000, "the link", linesOf(printing.stdout).next());
  }

  return {
    url,
    /** Prints a link that makes somebody its owner, as in a second shell beside it. */
    inviteOwner: () => printed("invite", "--owner"),
    /** Prints a link that gives somebody a new key. */
    rekey: (from: string) => printed("rekey", from),
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

/** The port that a server says it listens on. Warnings may come before that. */
async function portIn(lines: Lines): Promise<string> {
  for (;;) {
    const port = (await lines.next()).match(/"url":"[^"]*:(\d+)"/)?.[1];
    if (port) return port;
  }
}
