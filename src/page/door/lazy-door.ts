/** The lazy module with the door, which few people see more than once. */
import { lazyModule } from "../lazy/lazy-module";

export const door = lazyModule(() => import("./door"));
