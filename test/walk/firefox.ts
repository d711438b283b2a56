import { launch } from "puppeteer-core";
import type { Engine } from "./engine";
import { puppet } from "./puppet";

const PROGRAMS = ["firefox-esr", "firefox"];
const find = () => PROGRAMS.map((name) => Bun.which(name)).find((path) => path !== null);

/** An installed Firefox, by WebDriver BiDi. */
export const firefox: Engine = {
  name: "Firefox",
  missing: () => Promise.resolve(find() ? undefined : "apt-get install firefox-esr"),
  async open(language) {
    const browser = await launch({
      browser: "firefox",
      executablePath: find() ?? "firefox",
      extraPrefsFirefox: { "intl.accept_languages": language },
    });
    return puppet(browser);
  },
};
