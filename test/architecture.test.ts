import { expect, test } from "bun:test";
import { existsSync } from "node:fs";

const ROOT = `${import.meta.dir}/..`;
const MAP = "docs/architecture.md";

test("every path that docs/architecture.md names exists", async () => {
  const text = await Bun.file(`${ROOT}/${MAP}`).text();
  const named = [
    ...text.matchAll(/`((?:src|test|bench|public|docs)\/[^`]*|[\w.-]+\.(?:md|json))`/g),
  ];
  const linked = [...text.matchAll(/\]\((?!http)([^)#]+)\)/g)].map(([, path]) => `docs/${path}`);
  const paths = [...named.map(([, path]) => `${path}`), ...linked];
  expect(paths.length).toBeGreaterThan(40);
  expect(paths.filter((path) => !existsSync(`${ROOT}/${path}`))).toEqual([]);
});

test("every folder of the server and the page is on the map", async () => {
  const text = await Bun.file(`${ROOT}/${MAP}`).text();
  const folders = new Set(
    [...new Bun.Glob("src/*/**").scanSync(ROOT)].map((path) => path.split("/", 2).join("/")),
  );
  expect([...folders].filter((folder) => !text.includes(`\`${folder}/\``))).toEqual([]);
});

test("README.md links the map", async () => {
  expect(await Bun.file(`${ROOT}/README.md`).text()).toContain(`](${MAP})`);
});
