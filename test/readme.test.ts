import { expect, test } from "bun:test";
import packageJson from "../package.json";
import { settings } from "../src/config";

const README = await Bun.file(`${import.meta.dir}/../README.md`).text();

test("the README's table has every setting with its default, and no other", () => {
  const rows = README.matchAll(/^\| `([A-Z_]+)`\s*\| (?:`([^`]+)`)?\s*\|/gm);
  const documented = [...rows].map(([, variable, fallback = ""]) => [variable, fallback]);
  const actual = Object.values(settings).map(({ variable, fallback }) => [variable, fallback]);
  expect(documented.toSorted((one, other) => String(one).localeCompare(String(other)))).toEqual(
    actual.toSorted((one, other) => String(one).localeCompare(String(other))),
  );
});

test("the README's commands are the project's scripts, with the Bun that it is tested with", () => {
  for (const [, script = ""] of README.matchAll(/bun run (\w+)/g))
    expect(Object.keys(packageJson.scripts)).toContain(script);
  expect(README).toContain(`bun@${packageJson.devDependencies.bun}`);
});

test("what the README links to and shows is there", async () => {
  for (const [, path = ""] of README.matchAll(/\]\((?!http)([^)]+)\)/g))
    expect([path, await Bun.file(`${import.meta.dir}/../${path}`).exists()]).toEqual([path, true]);
});
