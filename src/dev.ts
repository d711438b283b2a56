/** `bun run dev`: the server, started anew whenever a file of it or of the page changes. */
import { watch } from "node:fs";
import { fileURLToPath } from "node:url";

/** Milliseconds without a further change: an editor writes a file in several steps. */
const QUIET = 50;

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

let server = start();
let pending: Timer | undefined;
let restarting = Promise.resolve();

for (const folder of [here("."), here("../public")])
  watch(folder, { recursive: true }, () => {
    clearTimeout(pending);
    pending = setTimeout(() => {
      restarting = restarting.then(restart);
    }, QUIET);
  });

for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => void end(signal).then(() => process.exit(0)));

function start() {
  return Bun.spawn([process.execPath, here("main.ts")], {
    stdio: ["ignore", "inherit", "inherit"],
  });
}

async function restart(): Promise<void> {
  await end("SIGTERM");
  server = start();
}

async function end(signal: NodeJS.Signals): Promise<void> {
  server.kill(signal);
  await server.exited;
}
