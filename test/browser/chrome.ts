/** A real Chromium: the one that comes as a package, or the one that `BUN_CHROME_PATH` names. */
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import chromium, { inflate, setupLambdaEnvironment } from "@sparticuz/chromium";

/** What every run needs: root may not use the sandbox, and nothing may call out. */
export const FLAGS = [
  "--no-sandbox",
  "--disable-dev-shm-usage",
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

let program: string | Promise<string> | undefined;

/** The backend for `Bun.WebView`. */
export async function chrome(): Promise<Bun.WebView.Backend> {
  return { type: "chrome", path: await chromeProgram(), argv: FLAGS };
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
