/** For tests in which nobody sends files. */
import type { OpenFiles } from "../../src/page/files/lazy-sending";

export const noFiles: OpenFiles = async () => ({
  files: {
    put: () => Promise.resolve(),
    get: () => Promise.resolve(undefined),
    remove: () => Promise.resolve(),
  },
  upload: () => Promise.reject(new Error("nobody sends files")),
  introduce: () => Promise.resolve(false),
  alone: (work) => work(),
});
