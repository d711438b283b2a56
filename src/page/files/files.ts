/** Files in the box and in messages: a lazy module, which is fetched with the first of them. */
export { FilesInWords } from "./in-words";
export { DropHere, NotTakenNotice } from "./not-taken";
export { SentFile } from "./sent-file";
export { stage } from "./stage";
export { StagedList } from "./staged-list";
export { UnsentFileLine } from "./unsent-file";
export { UploadLine } from "./upload-line";
