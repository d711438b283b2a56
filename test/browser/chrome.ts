/** A real Chromium: the one that comes as a package, or the one that `BUN_CHROME_PATH` names. */
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterRun, REMOVE_FOLDER } from "../support/after-run";
import { MEMORY, quickPlace } from "../support/folder";
import chromium, { inflate, setupLambdaEnvironment } from "@sparticuz/chromium";

/** What every run needs: root may not use the sandbox, and nothing may call out. */
export const FLAGS = [
  "--no-sandbox",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
  "--font-render-hinting=none",
  "--hide-scrollbars",
  // One process draws all pages: a new one for each starts, loads its fonts and compiles the same scripts again, which
  // costs a fifth of these tests. Pages of two origins share no storage all the same.
  "--renderer-process-limit=1",
  // The name of an attacker whose own name server leads here.
  "--host-resolver-rules=MAP evil.example 127.0.0.1",
];

let backend: Promise<Bun.WebView.Backend> | undefined;
let program: string | Promise<string> | undefined;

/** The backend for `Bun.WebView`: one browser for all pages of this process. */
export async function chrome(): Promise<Bun.WebView.Backend> {
  backend ??= makeBackend();
  return backend;
}

async function makeBackend(): Promise<Bun.WebView.Backend> {
  // What pages store is written at once, for each page, and of no use afterwards.
  const profile = join(await quickPlace(), `chuan-browser-${process.pid}`);
  const isNew = await mkdir(profile).then(
    () => true,
    () => false,
  );
  if (isNew) afterRun(REMOVE_FOLDER, profile);
  const argv = [...FLAGS, ...(await memoryFlags()), `--user-data-dir=${profile}`];
  return { type: "chrome", path: await chromeProgram(), argv };
}

/** What the browser's processes share is in memory where there is room for it, and in files elsewhere. */
export async function memoryFlags(): Promise<string[]> {
  return (await quickPlace()) === MEMORY ? [] : ["--disable-dev-shm-usage"];
}

/** The path of the browser. */
export async function chromeProgram(): Promise<string> {
  program ??= process.env["BUN_CHROME_PATH"] ?? packaged();
  return program;
}

async function packaged(): Promise<string> {
  if (!hasLibraries()) {
    // The package carries the system's libraries that a bare machine lacks.
    const packed = new URL("../bin/al2023.tar.br", import.meta.resolve("@sparticuz/chromium"));
    await inflate(fileURLToPath(packed));
    setupLambdaEnvironment(join(tmpdir(), "al2023", "lib"));
  }
  return chromium.executablePath();
}

function hasLibraries(): boolean {
  const { stdout } = Bun.spawnSync(["ldconfig", "-p"], { stderr: "ignore" });
  const known = stdout.toString();
  return ["libnss3.so", "libnspr4.so", "libexpat.so.1"].every((name) => known.includes(name));
}
