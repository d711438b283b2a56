/** The door of the pictures: what is exported here is public, and nothing else of `src/pictures` is imported from outside. */
export { HEAD_BYTES, isPicture, isPlayed, typeOf, UNKNOWN_TYPE } from "./kinds";
export { FORM_TYPES, type PictureForm } from "./made";
export { createPictures, PictureRefused, type Pictures, PicturesBusy } from "./pictures";
export { freeNow, openSpool, type Spool } from "./spool";
