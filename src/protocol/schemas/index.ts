/** The wire's schemas: the server's door. The page never imports this, so that no byte of valibot gets into it. */
export { check, type Checked, type Schema, sentenceOf } from "./check";
export { notices, replies, requests } from "./events";
export { FileId, UploadRequest } from "./file-shapes";
export { labelField, stored } from "./fields";
export { Introduction, RenameRequest, Typing } from "./people-shapes";
export { draftOf, Message, metaOf, Text, toldTextOf } from "./shapes";
