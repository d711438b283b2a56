import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import packageJson from "../package.json";
import { settings } from "../src/start/config";

const ROOT = `${import.meta.dir}/..`;
const README = await Bun.file(`${ROOT}/README.md`).text();
/** Settings of others that the guides name. */
const OTHERS = [
  "NODE_ENV",
  "LITESTREAM_ACCESS_KEY_ID",
  "LITESTREAM_SECRET_ACCESS_KEY",
  "BUN_CHROME_PATH",
];
const GUIDES = [
  "README.md",
  "docs/deploy.md",
  "docs/operate.md",
  "docs/access.md",
  "bench/README.md",
];

test("the README's table has every setting with its default, and no other", () => {
  const rows = README.matchAll(/^\| `([A-Z_]+)`\s*\| (?:`([^`]+)`)?\s*\|/gm);
  const documented = [...rows].map(([, variable, fallback = ""]) => [variable, fallback]);
  const actual = Object.values(settings).map(({ variable, fallback }) => [variable, fallback]);
  expect(documented.toSorted((one, other) => String(one).localeCompare(String(other)))).toEqual(
    actual.toSorted((one, other) => String(one).localeCompare(String(other))),
  );
});

test("the Bun that the README names is the one that the project is tested with", () => {
  expect(README).toContain(`bun@${packageJson.devDependencies.bun}`);
});

describe.each(GUIDES)("in %s", (path) => {
  const text = readFileSync(`${ROOT}/${path}`, "utf8");

  test("every command is one of the project's scripts", () => {
    for (const [, script = ""] of text.matchAll(/bun run (?!-)([\w-]+)/g))
      expect(Object.keys(packageJson.scripts)).toContain(script);
  });

  test("every setting is one of the project's", () => {
    const known = [...Object.values(settings).map(({ variable }) => variable), ...OTHERS];
    for (const [, variable = ""] of text.matchAll(/\b([A-Z]{3,}(?:_[A-Z]+)+)(?==|`)/g))
      expect(known).toContain(variable);
  });

  test("what the image copies is let into the build", async () => {
    const ignored = (await Bun.file(`${ROOT}/.dockerignore`).text()).split("\n");
    for (const [, file = ""] of text.matchAll(/^COPY (?!--)(\S+)/gm))
      expect(ignored).toContain(`!${file}`);
  });

  test("every file that is linked or shown is there", () => {
    for (const [, link = ""] of text.matchAll(/\]\((?!http)([^)#]+)/g))
      expect([link, existsSync(join(ROOT, dirname(path), link))]).toEqual([link, true]);
  });
});
