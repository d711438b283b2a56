/** The process in the image: the page was bundled when the image was built. */
import { createLogger } from "../logging/logger";
import { run } from "./main";
import { readSources } from "../http/sources";

await run(createLogger, readSources(`${import.meta.dir}/assets`), `${import.meta.dir}/encoder.js`);
