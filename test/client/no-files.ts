/** For tests in which nobody sends files. */
import type { PageFiles } from "../../src/page/files/lazy-sending";

export const noUploads: PageFiles = {
  files: {
    put: () => Promise.resolve(),
    get: () => Promise.resolve(undefined),
    remove: () => Promise.resolve(),
  },
  upload: () => Promise.reject(new Error("nobody sends files")),
  introduce: () => Promise.resolve(false),
  alone: (work) => work(),
};
