/** What a message of an archive has beside its words. What the wire sends needs no such rules: the server itself has made it. */
import * as v from "valibot";
import { FILE_DESCRIPTION_LENGTH } from "../../protocol/limits";
import { Notice } from "../../protocol/schemas/act-shapes";
import { EmojiField, textUpTo } from "../../protocol/schemas/fields";
import { File } from "../../protocol/schemas/file-shapes";
import { Reaction } from "../../protocol/schemas/shapes";
import { fileName, mediaType, nameOrNone, pixels, reasonOrNone } from "./fields";

const reaction = v.object({ ...Reaction.entries, emoji: EmojiField });
const file = v.object({
  ...File.entries,
  name: fileName,
  type: mediaType,
  width: pixels,
  height: pixels,
  description: v.exactOptional(textUpTo(FILE_DESCRIPTION_LENGTH, "description")),
});
const notice = v.object({
  ...Notice.entries,
  name: v.exactOptional(nameOrNone),
  reason: v.exactOptional(reasonOrNone),
});

export const messageFields = {
  reactions: v.exactOptional(v.array(reaction)),
  files: v.exactOptional(v.array(file)),
  notice: v.exactOptional(notice),
};
