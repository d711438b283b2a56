/** The lazy module with the dialogs that are not needed at first. */
import { lazyModule } from "../lazy/lazy-module";

export const dialogs = lazyModule(() => import("./dialogs"));
