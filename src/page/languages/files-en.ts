/** English, of files in the box and in messages. Every other language has the same keys. */
import type { Entry } from "./en";

export const files = {
  picture: { one: "Photo", other: "{count} photos" },
  video: "Video",
  audio: "Audio",
  noFiles: "Files can't be sent on this server.",
  finishEditing: "Finish editing your message first.",
  dropHere: "Drop files here",
  filesToSend: "Files to send",
  describe: "Add a description",
  describeFor: "Description of {name} for people who can't see it",
  takeOut: "Remove {name}",
  filePreparing: "Preparing…",
  fileAsIs: "Sent as it is, including any place and camera details in it.",
  fileTooLarge: "{name} is too large. Files can be up to {size}.",
  filesTooMany: "A message can have up to {count} files.",
  fileUnreadable: "{name} can't be read.",
  fileNoSpace: "There isn't enough space on this device for {name}.",
  stopUpload: "Cancel upload",
  uploading: "Upload progress",
  fileLost: "A file of this message is no longer on this device.",
  filesFull: "The server has no space for more files right now.",
  fileForbidden: "This server doesn't accept files of this kind.",
  fileGone: "This file isn't available.",
  download: "Download",
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  nextPicture: "Next photo",
  previousPicture: "Previous photo",
  ofPictures: "{n} of {count}",
};

export type FileTexts = Record<keyof typeof files, Entry>;
