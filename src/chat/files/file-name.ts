/** What a file is called: by its sender, as far as a file may be called that. */
import { FILE_NAME_LENGTH } from "../../protocol/limits";

/** Where a name cannot be what was sent. */
const NAMELESS = "file";
/** Controls, and those that turn the direction of text, by which `exe.txt` can look like `txt.exe`. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu;
/** What separates folders, and what no file system takes. */
const UNFIT = /[/\\:*?"<>|]/g;
/** How names of pictures end, and the ending that one gets which ends otherwise. */
const ENDINGS: Record<string, [right: RegExp, added: string]> = {
  "image/jpeg": [/\.(jpe?g|jfif)$/i, ".jpg"],
  "image/png": [/\.a?png$/i, ".png"],
  "image/webp": [/\.webp$/i, ".webp"],
  "image/gif": [/\.gif$/i, ".gif"],
};

/**
 * The name of a file: one line of 120 characters at most, without folders. A picture's name ends as pictures of its type do, so that
 * it is opened as one.
 */
export function safeFileName(said: string, type: string): string {
  const name = said
    .slice(0, 4096)
    .toWellFormed()
    .normalize("NFC")
    .replace(UNSEEN, "")
    .replace(UNFIT, "_")
    .replace(/\s+/gu, " ")
    .replace(/^[. ]+|[. ]+$/g, "");
  const [right, added = ""] = ENDINGS[type] ?? [];
  const ending = right?.test(name) ? "" : added;
  return shortened(name || NAMELESS, FILE_NAME_LENGTH - ending.length) + ending;
}

/** A name with its ending, cut in the middle where it is too long. */
function shortened(name: string, most: number): string {
  const characters = Array.from(name);
  if (characters.length <= most) return name;
  const ending = Array.from(/\.[^.\s]{1,16}$/u.exec(name)?.[0] ?? "");
  return [...characters.slice(0, most - ending.length - 1), "…", ...ending].join("");
}
