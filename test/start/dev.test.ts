import { expect, setDefaultTimeout, test } from "bun:test";
import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import packageJson from "../../package.json";
import { Client } from "../support/client";
import { within } from "../support/deadline";

setDefaultTimeout(60_000);

const ROOT = join(import.meta.dir, "../..");

/** The next text in the process's output that matches. */
async function said(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  wanted: RegExp,
): Promise<string> {
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`the process ended, having said ${text}`);
    text += new TextDecoder().decode(value);
    const found = wanted.exec(text)?.[1];
    if (found !== undefined) return found;
  }
}

test("bun run dev restarts the server when a file of the page changes, and a client reconnects", async () => {
  const folder = await mkdtemp(join(tmpdir(), "chuan-dev-"));
  for (const name of ["src", "public", "package.json", "tsconfig.json"])
    await cp(join(ROOT, name), join(folder, name), { recursive: true });
  await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
  const free = Bun.serve({ port: 0, fetch: () => new Response() });
  const port = String(free.port);
  await free.stop(true);

  await using dev = Bun.spawn([process.execPath, ...packageJson.scripts.dev.split(" ").slice(1)], {
    cwd: folder,
    env: { ...process.env, PORT: port, HOST: "127.0.0.1", LOG_LEVEL: "info" },
    stdout: "pipe",
    stderr: "inherit",
  });
  const output = dev.stdout.getReader();
  const url = await within(10_000, "the start", said(output, /url: "([^"]+)"/));
  await using ada = await Client.connect(url);
  await ada.next("dixiu");

  await Bun.write(join(folder, "public/style.css"), "body{color:teal}");
  await within(10_000, "the second start", said(output, /url: "([^"]+)"/));
  await ada.next("dixiu");
  expect(await (await fetch(`${url}/style.css`)).text()).toBe("body{color:teal}");

  dev.kill("SIGTERM");
  await within(15_000, "the exit", dev.exited);
  await rm(folder, { recursive: true, force: true });
});
