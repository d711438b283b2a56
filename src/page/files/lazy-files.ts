/** The lazy module with files: those in the box, and those in messages. */
import { lazyModule } from "../lazy/lazy-module";

export const filesModule = lazyModule(() => import("./files"));
