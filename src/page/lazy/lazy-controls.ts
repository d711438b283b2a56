/** The lazy module with the page's controls, fetched as soon as the page has been drawn. */
import { lazyModule } from "./lazy-module";

export const controls = lazyModule(() => import("./controls"));
