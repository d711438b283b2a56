/** What one acts with, and what the page says rarely: a part of the page of its own, which its first look does without. */
export { begunIn } from "../completing";
export { installShell } from "../shell";
export { Actions } from "./actions";
export { Offer, offeredBy } from "./completion";
export { FilesLine } from "./files-line";
export { KeepingLine } from "./keeping-line";
export { Shortcuts } from "./shortcuts";
export { VersionLine } from "./version-line";
export { Ways } from "./ways";
