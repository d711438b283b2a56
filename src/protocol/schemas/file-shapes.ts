/** What stands on the wire about files (P38). */
import * as v from "valibot";
import { FILE_DESCRIPTION_LENGTH, FILES_OF_A_MESSAGE } from "../limits";
import { ids, integer, object, request, RoomField, stored, textUpTo } from "./fields";

/** 128 random bits in base64url. */
export const FileId = v.pipe(
  v.string("a file is named by its id"),
  v.regex(/^[\w-]{22}$/, "that is no file's id"),
);

const DescriptionField = textUpTo(FILE_DESCRIPTION_LENGTH, "description");

/** A file of a message that is being sent: its id, alone or with words for those who cannot see it. */
const Attached = v.union(
  [
    v.pipe(
      FileId,
      v.transform((id) => ({ id, description: "" })),
    ),
    v.object({ id: FileId, description: v.optional(DescriptionField, "") }),
  ],
  "each of files must be a file's id, or { id, description }",
);

/** `chuan`'s option `files` (P38). */
export const FilesField = v.pipe(
  v.array(Attached, "files must be a list of files"),
  v.minLength(1, "files is empty"),
  v.maxLength(FILES_OF_A_MESSAGE, `files has more than ${FILES_OF_A_MESSAGE} files`),
  v.check(
    (files) => new Set(files.map(({ id }) => id)).size === files.length,
    "files names a file twice",
  ),
);

/** A file as a message has it. Width and height, in pixels, are of pictures that the server encoded, which have a small one as well. */
export const File = v.object({
  id: FileId,
  name: v.string(),
  /** The media type that its bytes have, whatever its sender said. */
  type: v.string(),
  /** Bytes. */
  size: integer("size", 0),
  width: v.exactOptional(integer("width", 1)),
  height: v.exactOptional(integer("height", 1)),
  description: v.exactOptional(v.string()),
});
export type File = v.InferOutput<typeof File>;

/** What `POST /files` says in its address. */
export const UploadRequest = object("the address", {
  room: RoomField,
  name: v.string("name must be a string"),
});

/** The reply to `POST /files`. */
export const Uploaded = v.object({ file: File });
export type Uploaded = v.InferOutput<typeof Uploaded>;

/** `picture`: the file, uploaded for that, is the caller's picture from now on; without one they have none (P38). */
export const PictureRequest = request({ file: v.nullable(FileId) });
/** `pictures`: which of these people have a picture, and which file that is. */
export const PicturesRequest = request({ from: ids });
/** The reply to `pictures`. `icon` is the server's, if it has one of its own. */
export const FoundPictures = v.object({
  pictures: v.array(v.object({ from: stored.from, file: FileId })),
  icon: v.exactOptional(FileId),
});
export type FoundPictures = v.InferOutput<typeof FoundPictures>;

/** Bytes of a file, and of all files; undefined where the server takes none (`FILES=off`). */
export const FileLimits = v.object({ file: v.number(), all: v.optional(v.number()) });
