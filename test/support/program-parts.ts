/** What `compiled.ts` has put beside the compiled programs, whose own files are nowhere on the disk. */
declare const PARTS: string;
declare const BUN: string;

/** The folder with the files of the page. */
export const PAGE = `${PARTS}/page`;
/** The script of the process that encodes pictures. */
export const ENCODER = `${PARTS}/encoder.js`;
/** The Bun that runs the tests. */
export const BUN_PATH = BUN;
