/** What the page weighs on its way to a browser. */
import { expect, test } from "bun:test";
import { newAssets, serve } from "../support/server";

/** What the page names of a kind, with its weight as the server sends it, in bytes. */
async function weigh(url: string, kind: RegExp): Promise<{ path: string; weight: number }[]> {
  const html = await (await fetch(url)).text();
  const named = html.matchAll(/<(?:link rel="(\w+)"|script).*(?:src|href)="([^"]*)"/g);
  const paths = named.filter(([, rel = "script"]) => kind.test(rel)).map(([, , path = ""]) => path);
  return Promise.all(paths.map(async (path) => ({ path, weight: await weightOf(url + path) })));
}

async function weightOf(url: string): Promise<number> {
  const headers = { "Accept-Encoding": "br" };
  const response = await fetch(url, { headers, decompress: false });
  expect([url, response.headers.get("Content-Encoding")]).toEqual([url, "br"]);
  return (await response.bytes()).length;
}

const sum = (weighed: { weight: number }[]) =>
  weighed.reduce((total, { weight }) => total + weight, 0);

test("the page opens with at most 50 KB of HTML, CSS and JavaScript, in any language, and has at most 130 KB", async () => {
  await using server = await serve({}, { assets: newAssets() });
  const { url } = server;
  const always = (await weightOf(url)) + (await weightOf(`${url}/service-worker.js`));
  const first = always + sum(await weigh(url, /stylesheet|script|modulepreload/));
  const parts = await weigh(url, /part/);
  const languages = parts.filter(({ path }) => /\/(en|ar|zh-hans|zh-hant)-\w+\.js$/.test(path));
  expect(languages).toHaveLength(4);
  expect(first + Math.max(...languages.map(({ weight }) => weight))).toBeLessThan(50_000);
  expect(first + sum(parts)).toBeLessThan(130_000);
});
