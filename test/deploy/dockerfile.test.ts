import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import packageJson from "../../package.json";
import type { Welcome } from "../../src/protocol";
import { Client } from "../support/client";
import { within } from "../support/deadline";
import { freePort } from "../support/port";
import { buildImage, environmentOf, type Image } from "./dockerfile";

setDefaultTimeout(60_000);

let folder: string;
let image: Image;
/** A running server in the image. */
let running: ReturnType<typeof start>;
let port: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "chuan-image-"));
  await chmod(folder, 0o755);
  image = await buildImage(join(import.meta.dir, "../.."), folder);
  await onlyDataIsWritable(image);
  running = start(image.command);
  port = new URL(await within(10_000, "the start", urlOf(running.stdout))).port;
});
afterAll(async () => {
  running.kill("SIGKILL");
  await running.exited;
  await rm(folder, { recursive: true, force: true });
});

/** What is mounted read-only is nobody's to write, not even its owner's. */
async function onlyDataIsWritable({ root, user }: Image): Promise<void> {
  await run(["chmod", "-R", "a-w", join(root, "app")]);
  if (process.getuid?.() === 0) await run(["chown", "-R", user, join(root, "data")]);
}

/** Starts a command in the image, as its user. */
function start(command: string[], env: Record<string, string> = {}) {
  return Bun.spawn(asUser(image.user, command), {
    cwd: image.workdir,
    env: { ...environmentOf(image), HOST: "127.0.0.1", PORT: "0", ...env },
    stdout: "pipe",
    stderr: "inherit",
  });
}

async function run(command: string[]): Promise<void> {
  const exitCode = await Bun.spawn(command).exited;
  if (exitCode !== 0) throw new Error(`${command.join(" ")} ended with ${exitCode}`);
}

test("the image is the slim one of the Bun that the project is tested with", () => {
  expect(image.from).toBe(`oven/bun:${packageJson.devDependencies.bun}-slim`);
});

test("the image has what runs, and nothing of what it was made of", async () => {
  const files = await Array.fromAsync(new Bun.Glob("**/*").scan(join(image.root, "app")));
  expect(files).toContain("start.js");
  expect(files).toContain("assets/index.html");
  expect(files.filter((file) => /node_modules|\.tsx?$/.test(file))).toEqual([]);
});

test("the image's own command, as its own user, with only the data to write to, serves the chat and stops when told to", async () => {
  const env = { DATABASE_URL: `sqlite:${join(image.root, "data/stopped.db")}` };
  await using server = start(image.command, env);
  const url = await within(10_000, "the start", urlOf(server.stdout));

  await using ada = await Client.connect(url);
  await using lin = await Client.connect(url, "polling");
  expect(await ada.next("dixiu")).toMatchObject(["丢你楼某", {}]);
  await ada.say("hello");
  expect((await lin.message()).msg).toEqual({ name: "ada", txt: "hello" });

  const page = await (await fetch(url)).text();
  for (const [, path] of page.matchAll(/(?:src|href)="(\/[^"]+)"/g))
    expect([path, (await fetch(url + path)).status]).toEqual([path, 200]);

  server.kill("SIGTERM");
  expect(await within(15_000, "the exit", server.exited)).toBe(0);
});

test("the image's health check is 0 while the server answers, and 1 when there is none", async () => {
  expect(await start(image.health, { PORT: port }).exited).toBe(0);
  expect(await start(image.health, { PORT: String(await freePort()) }).exited).toBe(1);
});

test("a running server in the image is backed up by the image's own command", async () => {
  const copy = join(image.root, "data/backup.db");
  expect(await start(["bun", "run", "backup", copy]).exited).toBe(0);
  expect(await Bun.file(copy).exists()).toBeTrue();
});

test("a chat is taken out of the image and into another volume by the image's own commands", async () => {
  const [chat, store] = ["chat.jsonl", "moved.db"].map((name) => join(image.root, "data", name));
  expect(await start(["bun", "run", "export", String(chat)]).exited).toBe(0);
  const env = { DATABASE_URL: `sqlite:${store}` };
  expect(await start(["bun", "run", "import", String(chat)], env).exited).toBe(0);
  expect(await Bun.file(String(store)).exists()).toBeTrue();
});

test("P33: the first owner of a running server in the image comes in by the link of the image's own command", async () => {
  const env = { ACCESS: "invited", DATABASE_URL: `sqlite:${join(image.root, "data/invited.db")}` };
  await using server = start(image.command, env);
  const url = await within(10_000, "the start", urlOf(server.stdout));
  const ran = async (...args: string[]) => {
    const command = start(["bun", "run", ...args], env);
    const said = await new Response(command.stdout).text();
    expect(await within(10_000, `the end of ${args.join(" ")}`, command.exited)).toBe(0);
    return said;
  };
  const link = await ran("invite", "--owner");
  const invitation = /#invitation=(\S+)/.exec(link)?.[1];
  const auth = { key: "the key of ada, who is the first", name: "ada", invitation };
  await using ada = await Client.connect(url, "websocket", auth);
  const [, { you, server: profile }] = (await ada.next("dixiu")) as [string, Welcome];
  expect(profile.rank).toBe("owner");
  expect(await ran("people")).toContain(`owner      ${you.from}  ada\n`);
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
