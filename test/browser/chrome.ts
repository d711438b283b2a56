/** A real Chromium: the one that is installed, or else the one that comes as a package. */
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import chromium, { inflate, setupLambdaEnvironment } from "@sparticuz/chromium";

const INSTALLED = ["google-chrome-stable", "google-chrome", "chromium-browser", "chromium"];

/** What every run needs: root may not use the sandbox, and nothing may call out. */
export const FLAGS = [
  "--no-sandbox",
  "--disable-dev-shm-usage",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
  "--font-render-hinting=none",
  "--hide-scrollbars",
];

let program: string | Promise<string> | undefined;

/** The backend for `Bun.WebView`. */
export async function chrome(): Promise<Bun.WebView.Backend> {
  return { type: "chrome", path: await chromeProgram(), argv: FLAGS };
}

/** The path of the browser. */
export async function chromeProgram(): Promise<string> {
  program ??= installed() ?? packaged();
  return program;
}

function installed(): string | undefined {
  const found = INSTALLED.map((name) => Bun.which(name)).find((path) => path !== null);
  return process.env.BUN_CHROME_PATH ?? found ?? undefined;
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
