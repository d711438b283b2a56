/**
 * `bun run dev`: the server, restarted on every change. `bun --watch` watches imported files, and the server does not
 * import the page: its sources are imported here as text only to be watched.
 */
import { type Logger, pino } from "pino";
import pretty from "pino-pretty";
import type { LogLevel } from "../logging/logger";
import { run } from "./main";
import { bundleSources } from "../http/sources";

for (const folder of ["../page", "../client", "../../public"]) {
  const paths = await Array.fromAsync(new Bun.Glob("**/*").scan(`${import.meta.dir}/${folder}`));
  await Promise.all(paths.map((path) => import(`${folder}/${path}`, { with: { type: "text" } })));
}

/** Lines for people, in colour where there is any. */
function createReadableLogger(level: LogLevel): Logger {
  return pino({ level, base: null }, pretty({ sync: true, ignore: "config" }));
}

await run(createReadableLogger, bundleSources());
