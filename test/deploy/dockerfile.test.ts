import { afterAll, beforeAll, expect, test } from "bun:test";
import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import packageJson from "../../package.json";
import { Client } from "../support/client";
import { within } from "../support/deadline";
import { buildImage, environmentOf, type Image } from "./dockerfile";

let root: string;
let image: Image;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "chuan-image-"));
  await chmod(root, 0o755);
  image = await buildImage(join(import.meta.dir, "../.."), root);
}, 60_000);
afterAll(() => rm(root, { recursive: true, force: true }));

test("the image is the slim one of the Bun that the project is tested with", () => {
  expect(image.from).toBe(`oven/bun:${packageJson.devDependencies.bun}-slim`);
});

test("the image has what the server needs to run, and nothing that only developers need", async () => {
  const modules = await readdir(join(root, "app/node_modules"));
  for (const name of Object.keys(packageJson.dependencies))
    expect(modules).toContain(name.split("/")[0] ?? "");
  for (const name of Object.keys(packageJson.devDependencies))
    expect(
      await Bun.file(join(root, "app/node_modules", name, "package.json")).exists(),
    ).toBeFalse();
});

test("the image's own command, as its own user, serves the chat and stops when told to", async () => {
  const server = Bun.spawn(asUser(image.user, image.command), {
    cwd: image.workdir,
    env: { ...environmentOf({ env: image.env, root }), PORT: "0", HOST: "127.0.0.1" },
    stdout: "pipe",
    stderr: "inherit",
  });
  const url = await within(10_000, "the start", urlOf(server.stdout));

  await using ada = await Client.connect(url);
  await using lin = await Client.connect(url, "polling");
  expect(await ada.next("dixiu")).toMatchObject(["丢你楼某", {}]);
  await ada.say("hello");
  expect((await lin.message()).msg).toEqual({ name: "ada", txt: "hello" });
  expect((await fetch(url)).status).toBe(200);

  server.kill("SIGTERM");
  expect(await within(15_000, "the exit", server.exited)).toBe(0);
});

/** Only root can become another user; anybody else is not root already. */
function asUser(user: string, command: string[]): string[] {
  if (process.getuid?.() !== 0) return command;
  return ["setpriv", `--reuid=${user}`, `--regid=${user}`, "--clear-groups", "--", ...command];
}

async function urlOf(stdout: ReadableStream<Uint8Array>): Promise<string> {
  let said = "";
  for await (const chunk of stdout) {
    said += new TextDecoder().decode(chunk);
    const found = /"url":"([^"]+)"/.exec(said)?.[1];
    if (found) return found;
  }
  throw new Error(`the server ended without listening: ${said}`);
}
