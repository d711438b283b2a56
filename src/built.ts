/** The process in the image: the page was bundled when the image was built. */
import { createLogger } from "./logger";
import { run } from "./main";
import { readSources } from "./web/sources";

await run(createLogger, readSources(`${import.meta.dir}/assets`));
