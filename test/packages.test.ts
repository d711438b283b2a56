import { describe, expect, test } from "bun:test";
import packageJson from "../package.json";

const ROOT = `${import.meta.dir}/..`;
/** Started by `bun run dev` alone, from a checkout that has everything. */
const DEV_ONLY = new Set(["src/start/dev.ts"]);
const IMPORT = /(?:\bfrom|\bimport|\bimport\(|\bimport\.meta\.resolve\()\s*"(@?[a-z][\w./:-]*)"/g;

const runtime = new Set(Object.keys(packageJson.dependencies));
const all = new Set([...runtime, ...Object.keys(packageJson.devDependencies)]);

/** The package that an import is from, or undefined where Bun has it itself. */
function packageOf(specifier: string): string | undefined {
  if (/^(bun|node):|^bun$/.test(specifier)) return undefined;
  const [scope = "", name = ""] = specifier.split("/");
  return scope.startsWith("@") ? `${scope}/${name}` : scope;
}

/** Which packages the files of a folder import that are not among `known`, and where. */
async function unknownIn(folder: string, known: ReadonlySet<string>): Promise<string[]> {
  const unknown: string[] = [];
  for await (const path of new Bun.Glob(`${folder}/**/*.{ts,tsx}`).scan({ cwd: ROOT, dot: true })) {
    if (path.includes("node_modules") || DEV_ONLY.has(path)) continue;
    const text = await Bun.file(`${ROOT}/${path}`).text();
    for (const [, specifier = ""] of text.matchAll(IMPORT)) {
      const name = packageOf(specifier);
      if (name !== undefined && !known.has(name)) unknown.push(`${path} imports ${name}`);
    }
  }
  return unknown;
}

describe("every package that is imported stands in package.json", () => {
  test("in src, among what is installed for production", async () => {
    expect(await unknownIn("src", runtime)).toEqual([]);
  });

  test.each(["test", "bench", ".ci"])("in %s, among all of them", async (folder) => {
    expect(await unknownIn(folder, all)).toEqual([]);
  });
});

test("every dependency is named with its exact version", () => {
  const versions = [packageJson.dependencies, packageJson.devDependencies].flatMap(Object.values);
  expect(versions.filter((version) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
});
