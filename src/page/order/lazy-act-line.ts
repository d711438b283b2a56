/** The lazy module with the line of an act. */
import { lazyModule } from "../lazy/lazy-module";

export const actLines = lazyModule(() => import("./act-line"));
