/** The part of the page with its controls. It is fetched as soon as the page has been drawn. */
import { lazyModule } from "./lazy-module";

export const controls = lazyModule(() => import("./controls"));
