/** The lazy module with the dialog of a message: its actions, the emoji, who reacted. */
import { lazyModule } from "../lazy/lazy-module";

export const messageDialog = lazyModule(() => import("./message-dialog"));
