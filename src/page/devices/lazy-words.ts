/** The lazy module with the list of words. */
import { lazyModule } from "../lazy/lazy-module";

export const words = lazyModule(() => import("./words"));
