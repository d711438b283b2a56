/** Pages that are emptied and used again by the tests of a file, one after the other: that costs half of opening new ones. */
import { afterAll, afterEach, setDefaultTimeout } from "bun:test";
import { newPort } from "../support/ports";
import { serve } from "../support/server";
import { Page } from "./page";
import type { PageOptions } from "./page-options";

/** Milliseconds for a test. Each wait has a deadline of its own. */
const TIMEOUT = 120_000;

/**
 * Gives each test of this file a new server at the address that the one before had, and empty pages: the browser has
 * compiled their scripts already, and knows nothing else of them.
 */
export function samePlace() {
  const port = String(newPort());
  const opened = new DisposableStack();
  /** Those that the test does not have, and those that it has. */
  const idle: Page[] = [];
  const taken: Page[] = [];

  setDefaultTimeout(TIMEOUT);
  afterEach(async () => {
    // A page that stayed would come back to the next test's server.
    for (const page of taken) await page.view.navigate("about:blank");
    idle.push(...taken.splice(0));
  });
  afterAll(() => opened.dispose());

  return {
    /** The port, for servers that a test starts in another way. */
    port,
    serve: (env: Parameters<typeof serve>[0] = {}) => serve({ PORT: port, ...env }),
    /** Opens the page as somebody who was never there, as `Page.open` does. One test may have one page of an origin by this. */
    async open(url: string, options: PageOptions = {}): Promise<Page> {
      const page = idle.shift() ?? opened.use(await Page.open("about:blank"));
      taken.push(page);
      await page.reopen(url, options);
      return page;
    },
  };
}
