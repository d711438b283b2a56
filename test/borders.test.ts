/** Which part of the project may import which: each border of the tree is a row of one of the tables here. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

setDefaultTimeout(60_000);

const ROOT = join(import.meta.dir, "..");
const FOLDERS = ["src", "test", "bench", ".ci"];
/** The quoted name after `from`, `import`, `import(`, `require(` or `mock.module(`. */
const IMPORT = /(?:\bfrom|\bimport|\bimport\(|\brequire\(|\bmodule\()\s*(["'`])([^"'`\n]+)\1/g;

/** One import: a file of the project, and the file or the package that it imports. */
interface Import {
  file: string;
  imported: string;
}

/** The file that a relative import names, by its path from the project's root, or the package as it is named. */
function resolve(file: string, specifier: string): string {
  if (!specifier.startsWith(".")) return specifier;
  const path = join(dirname(file), specifier);
  const candidates = [path, `${path}.ts`, `${path}.tsx`, `${path}/index.ts`];
  return candidates.find((one) => /\.\w+$/.test(one) && existsSync(join(ROOT, one))) ?? path;
}

function importsIn(file: string, text: string): Import[] {
  // A script that a test runs names its imports by where the test is.
  const plain = text.replaceAll("${import.meta.dir}", ".");
  return [...plain.matchAll(IMPORT)].map(([, , specifier = ""]) => ({
    file,
    imported: resolve(file, specifier),
  }));
}

async function allImports(): Promise<Import[]> {
  const imports: Import[] = [];
  for (const folder of FOLDERS)
    for await (const file of new Bun.Glob(`${folder}/**/*.{ts,tsx,mjs}`).scan({
      cwd: ROOT,
      dot: true,
    }))
      imports.push(...importsIn(file, await Bun.file(join(ROOT, file)).text()));
  return imports;
}

const imports = await allImports();

const isIn = (path: string, folder: string) => path.startsWith(`${folder}/`);
const written = ({ file, imported }: Import) => `${file} imports ${imported}`;

/** Folders, and everything of the project that each may import: itself, and what is below it in the design. */
const BELOW: [folder: string, mayImport: string[]][] = [
  ["src/engine", ["src/engine"]],
  ["src/protocol", ["src/protocol"]],
  ["src/logging", ["src/logging"]],
  ["src/store", ["src/store", "src/protocol", "src/logging"]],
  ["src/pictures", ["src/pictures", "src/protocol", "src/logging"]],
  [
    "src/chat",
    ["src/chat", "src/store", "src/engine", "src/pictures", "src/protocol", "src/logging"],
  ],
  ["src/http", ["src/http", "src/engine", "src/protocol", "src/logging"]],
  ["src/ops", ["src/ops", "src/chat", "src/store", "src/engine", "src/protocol", "src/logging"]],
  ["src/client", ["src/client", "src/protocol"]],
  ["src/page", ["src/page", "src/client", "src/protocol"]],
];

test.each(BELOW)("%s imports nothing of the project outside %j", (folder, mayImport) => {
  const own = imports.filter(({ file }) => isIn(file, folder));
  expect(own.length).toBeGreaterThan(0);
  const ofProject = own.filter(({ imported }) => FOLDERS.some((one) => isIn(imported, one)));
  const above = ofProject.filter(({ imported }) => !mayImport.some((one) => isIn(imported, one)));
  expect(above.map(written)).toEqual([]);
});

/** Folders with a door: files outside import the door and nothing past it, except those that test or measure the files inside. */
const DOORS: [folder: string, door: string, insiders: string[]][] = [
  ["src/engine", "src/engine/index.ts", ["test/engine/", "test/hostile/limits.test.ts"]],
  ["src/pictures", "src/pictures/index.ts", ["test/pictures/"]],
  ["src/store", "src/store/index.ts", ["test/store/", "bench/scale.ts"]],
];

test.each(DOORS)(
  "outside %s, only %s of it is imported, except by %j",
  (folder, door, insiders) => {
    const outside = imports.filter(
      ({ file, imported }) =>
        !isIn(file, folder) &&
        !insiders.some((one) => file.startsWith(one)) &&
        isIn(imported, folder),
    );
    expect(outside.length).toBeGreaterThan(0);
    expect(outside.filter(({ imported }) => imported !== door).map(written)).toEqual([]);
  },
);

test.each(DOORS)("inside %s, no file imports its door %s", (folder, door) => {
  const inside = imports.filter(({ file, imported }) => isIn(file, folder) && imported === door);
  expect(inside.map(written)).toEqual([]);
});

/** Folders that only some packages may be imported in. */
const PACKAGES: [folder: string, mayImport: string[]][] = [["src/client", ["socket.io-client"]]];

test.each(PACKAGES)("%s imports no package but %j", (folder, mayImport) => {
  const packages = imports.filter(
    ({ file, imported }) => isIn(file, folder) && !FOLDERS.some((one) => isIn(imported, one)),
  );
  expect(packages.length).toBeGreaterThan(0);
  expect(packages.filter(({ imported }) => !mayImport.includes(imported)).map(written)).toEqual([]);
});

/** What only a page has, of the names that any script can use. */
const PAGE_ONLY =
  /(?<![\w$#]|(?<!globalThis)\.)(?:document|window|navigator|location|localStorage|indexedDB|caches|Notification|\w*Element|addEventListener)\b(?!\??:)/g;

/** The names in a text that only a page has, comments and texts in quotes aside. */
function pageNamesIn(text: string): string[] {
  const code = text.replace(/\/\*.*?\*\/|\/\/[^\n]*|"[^"\n]*"/gs, "");
  return code.match(PAGE_ONLY) ?? [];
}

test("src/client uses nothing that only a page has", async () => {
  const found: string[] = [];
  for await (const file of new Bun.Glob("src/client/**/*.{ts,tsx}").scan(ROOT))
    for (const name of pageNamesIn(await Bun.file(join(ROOT, file)).text()))
      found.push(`${file}: ${name}`);
  expect(found).toEqual([]);
});

test.each([
  ["document.title = name;", ["document"]],
  ["function give(box: HTMLElement) {}", ["HTMLElement"]],
  ["const { pathname } = globalThis.location;", ["location"]],
  ['// document.title\n/* window */ const a = "window of a shop";', []],
  ["connection.location = 1;", []],
])("the reader of names sees in %j: %j", (text, names) => {
  expect(pageNamesIn(text)).toEqual(names);
});

/** Packages of which more than the entry is needed, and the one file that may import it. */
const DEEP: [name: string, file: string][] = [
  ["@socket.io/bun-engine", "src/engine/bun-engine.ts"],
];

test.each(DEEP)("in src, the inside of %s is imported by %s alone", (name, file) => {
  const deep = imports.filter(({ file: by, imported }) => isIn(by, "src") && isIn(imported, name));
  expect(deep.length).toBeGreaterThan(0);
  expect(deep.filter(({ file: by }) => by !== file).map(written)).toEqual([]);
});

test.each(DEEP)("in src, %s is imported by %s alone", (name, file) => {
  const whole = imports.filter(({ file: by, imported }) => isIn(by, "src") && imported === name);
  expect([...new Set(whole.map(({ file: by }) => by))]).toEqual([file]);
});

describe("the reader of imports sees", () => {
  test.each([
    ["an import", 'import { a } from "../../store/log";'],
    ["an import of types", 'import type { A } from "../../store/log";'],
    ["an import on several lines", 'import {\n  a,\n  b,\n} from "../../store/log";'],
    ["an import for its effects", 'import "../../store/log";'],
    ["an export of what is imported", 'export * from "../../store/log";'],
    ["a dynamic import", 'const { a } = await import("../../store/log");'],
    ["the type of a module", 'type A = import("../../store/log").A;'],
    ["a require", 'const { a } = require("../../store/log");'],
    ["an import with its extension", "import { a } from '../../store/log.ts';"],
    ["an import in a script", '`import { a } from "${import.meta.dir}/../../store/log"`'],
  ])("%s", (_, text) => {
    expect(importsIn("src/engine/deep/one.ts", text)).toEqual([
      { file: "src/engine/deep/one.ts", imported: "src/store/log.ts" },
    ]);
  });

  test("a folder's door behind the folder's name", () => {
    expect(importsIn("src/http/app.ts", 'import { createEngine } from "../engine";')).toEqual([
      { file: "src/http/app.ts", imported: "src/engine/index.ts" },
    ]);
  });
});
