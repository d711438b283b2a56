/** What a file is to the page, and the room that it takes in a message. */
import type { File } from "../../protocol";

export type FileKind = "picture" | "video" | "audio" | "file";

/** What a message says of a file, sent or not. */
export type Described = Pick<File, "name" | "type" | "size" | "width" | "height" | "description">;

/** A picture is what has measures; video and sound, what this browser plays. */
export function kindOf({ type, width }: Pick<File, "type" | "width">): FileKind {
  if (width !== undefined) return "picture";
  const kind = (["video", "audio"] as const).find((one) => type.startsWith(one));
  // Browsers play most of what telephones call QuickTime, and deny it.
  const asked = type.replace("quicktime", "mp4");
  return kind && document.createElement(kind).canPlayType(asked) ? kind : "file";
}

/** Pixels of a picture in a message at most, and at least. */
const MOST = 320;
const LEAST = 64;

/** The style of a picture's frame: the size that it has before it is there, so that nothing moves when it comes. */
export function frameOf({ width, height }: Pick<File, "width" | "height">) {
  if (width === undefined || height === undefined) return undefined;
  const scale = Math.min(1, MOST / width, MOST / height);
  const [w, h] = [width, height].map((one) => Math.max(LEAST, Math.round(one * scale)));
  return `width: ${w}px; aspect-ratio: ${w} / ${h}`;
}
