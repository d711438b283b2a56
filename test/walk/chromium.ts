import { launch } from "puppeteer-core";
import { chromeProgram, FLAGS, memoryFlags } from "../browser/chrome";
import type { Engine } from "./engine";
import { puppet } from "./puppet";

/** The Chromium that the tests use: an installed one, or else the package's. */
export const chromium: Engine = {
  name: "Chromium",
  missing: () => Promise.resolve(undefined),
  open: async (language) =>
    puppet(
      await launch({
        executablePath: await chromeProgram(),
        args: [
          ...FLAGS,
          ...(await memoryFlags()),
          `--lang=${language}`,
          `--accept-lang=${language}`,
        ],
        headless: "shell",
      }),
    ),
};
