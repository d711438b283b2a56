import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { serve } from "../support/server";

setDefaultTimeout(60_000);

let server: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server[Symbol.asyncDispose]());

const typeOf = async (path: string) => (await fetch(server.url + path)).headers.get("Content-Type");

test("every file that the page and its manifest link to exists, so that the page can be kept offline", async () => {
  const html = await (await fetch(server.url)).text();
  const manifest = (await (await fetch(`${server.url}/manifest.webmanifest`)).json()) as {
    icons: { src: string }[];
  };
  const named = [...html.matchAll(/(?:src|href)="(\/[^"]*)"/g)].map(([, path = ""]) => path);
  const paths = [...named, ...manifest.icons.map(({ src }) => src), "/service-worker.js"];
  expect(paths.length).toBeGreaterThan(8);
  for (const path of paths)
    expect([path, (await fetch(server.url + path)).status]).toEqual([path, 200]);
});

test("the manifest and the scripts have their content types", async () => {
  expect(await typeOf("/manifest.webmanifest")).toContain("manifest+json");
  for (const path of ["/main.js", "/early.js", "/service-worker.js"])
    expect(await typeOf(path)).toContain("javascript");
});
