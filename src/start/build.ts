/**
 * `bun run build`: bundles the server, the commands and the page into the folder `dist`. The server is one file
 * there: it starts in half of the time, and needs no packages.
 */
import { rm } from "node:fs/promises";
import { resolve } from "node:path";
import { ENCODER } from "./files";
import { bundleSources } from "../http/sources";

const DIST = "dist";
/** The programs, and their names in the image. */
const COMMANDS = {
  start: "image.ts",
  backup: "commands/backup.ts",
  export: "commands/export.ts",
  import: "commands/import.ts",
  epoch: "commands/epoch.ts",
  invite: "commands/invite.ts",
  people: "commands/people.ts",
  health: "commands/health.ts",
};

// Only files that the build makes are replaced: the folder may have the data of a server that was started in it.
await rm(`${DIST}/assets`, { recursive: true, force: true });
for (const [name, file] of Object.entries({ ...COMMANDS, encoder: ENCODER })) {
  await Bun.build({
    entrypoints: [resolve(import.meta.dir, file)],
    outdir: DIST,
    naming: `${name}.js`,
    target: "bun",
    // Names stay as they are, so that stack traces can be read.
    minify: { syntax: true, whitespace: true },
    define: { "process.env.NODE_ENV": '"production"' },
  });
}
for (const [path, content] of await bundleSources())
  await Bun.write(`${DIST}/assets${path}`, content);

const scripts = Object.fromEntries(Object.keys(COMMANDS).map((name) => [name, `bun ${name}.js`]));
await Bun.write(`${DIST}/package.json`, `${JSON.stringify({ private: true, scripts }, null, 2)}\n`);
