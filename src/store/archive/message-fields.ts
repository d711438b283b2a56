/** What a message of an archive has beside its words. What the wire sends needs no such rules: the server itself has made it. */
import * as v from "valibot";
import {
  CALLS,
  FILE_DESCRIPTION_LENGTH,
  FILES_OF_A_MESSAGE,
  REACTIONS,
} from "../../protocol/limits";
import { Notice } from "../../protocol/schemas/act-shapes";
import { EmojiField, textUpTo } from "../../protocol/schemas/fields";
import { File } from "../../protocol/schemas/file-shapes";
import { Call, Reaction } from "../../protocol/schemas/shapes";
import { fileName, mediaType, nameOrNone, pixels, reasonOrNone } from "./fields";

/** A list of at most as many as the server ever gives a message: all of it is sent with each page of history. */
const upTo = <One extends v.GenericSchema>(most: number, field: string, one: One) =>
  v.pipe(
    v.array(one),
    v.check((all) => all.length <= most, `${field} has more than ${most}`),
  );

const reaction = v.object({
  ...Reaction.entries,
  emoji: EmojiField,
  from: upTo(REACTIONS.first, "from", Reaction.entries.from.item),
});
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
  calls: v.exactOptional(upTo(CALLS, "calls", Call)),
  reactions: v.exactOptional(upTo(REACTIONS.different, "reactions", reaction)),
  files: v.exactOptional(upTo(FILES_OF_A_MESSAGE, "files", file)),
  notice: v.exactOptional(notice),
};
