/** What axe finds wrong with a page. */
import { fileURLToPath } from "node:url";
import type { Page } from "./page";

const source = Bun.file(fileURLToPath(import.meta.resolve("axe-core/axe.min.js"))).text();

/**
 * The flaws of what one can use now, shortly: of the open dialog alone, because it makes all else inert, which tests without a
 * dialog look at.
 */
export async function flaws(page: Page): Promise<string[]> {
  if (await page.get<boolean>("!window.axe")) await page.get(`(() => { ${await source} })()`);
  return page.get(`axe.run(document.querySelector("dialog[open]") ?? document, { resultTypes: ["violations"] })
    .then(({ violations }) => violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => id + ": " + node.html.slice(0, 200) + " " + node.failureSummary)))`);
}
