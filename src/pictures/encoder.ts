/**
 * The process that decodes one picture, and ends: whatever a picture does to it, the server goes on (H24). It reads the picture from
 * file descriptor 0, writes what is made of it to 3, and says on 1 what that is. It ends itself when it takes more memory than the
 * first argument says, in bytes. The second one says what the picture is for, if not for a message.
 */
import { fstatSync, readSync, writeSync } from "node:fs";
import { setPriority } from "node:os";
import { encode } from "./encode";
import { NoPicture } from "./kept";
import { lookAt, type Picture } from "./look";
import { type EncoderReport, PICTURE_FORMS, type PictureForm } from "./made";

/** Milliseconds between two looks at the memory. */
const LOOK_EVERY = 4;
/** Below everything else: the chat goes first. */
const PRIORITY = 10;

function endAt(mostMemory: number): void {
  const look = () => {
    if (process.memoryUsage.rss() > mostMemory) process.kill(process.pid, "SIGKILL");
  };
  setInterval(look, LOOK_EVERY).unref();
}

function readAll(fd: number): Buffer {
  const bytes = Buffer.allocUnsafe(fstatSync(fd).size);
  for (let at = 0; at < bytes.length;) {
    const read = readSync(fd, bytes, at, bytes.length - at, at);
    if (read === 0) return bytes.subarray(0, at);
    at += read;
  }
  return bytes;
}

function writeAll(fd: number, bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at, bytes.length - at);
  return bytes.length;
}

/** Writes what is made of a picture, and returns what was written. Undefined where it is kept as it is. */
async function make(picture: Picture, form: PictureForm | undefined): Promise<EncoderReport> {
  const { kind, width, height, clean } = picture;
  if (form && kind !== "still") return {};
  if (kind === "file") return { whole: writeAll(3, clean) };
  if (kind === "moving") return { width, height, whole: writeAll(3, clean) };
  try {
    const { whole, small, ...size } = await encode(picture, form);
    const written = writeAll(3, whole);
    return { ...size, whole: written, small: small && writeAll(3, small) };
  } catch {
    if (form) return {};
    // It cannot be decoded, as one that was damaged on its way: it is a file, still without metadata.
    return { whole: writeAll(3, clean) };
  }
}

function looked(bytes: Buffer): Picture | undefined {
  try {
    return lookAt(bytes);
  } catch (error) {
    if (error instanceof NoPicture || error instanceof RangeError) return undefined;
    throw error;
  }
}

setPriority(PRIORITY);
endAt(Number(process.argv[2]));
const form = PICTURE_FORMS.find((one) => one === process.argv[3]);
const picture = looked(readAll(0));
process.stdout.write(JSON.stringify(picture ? await make(picture, form) : {}));
