/**
 * `bun run dev`: the server, started again on every change. `bun --watch` watches what was imported,
 * and nothing imports the page: its sources are read here as text, for no other reason.
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
