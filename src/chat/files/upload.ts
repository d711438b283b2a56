/** Uploading a file for a message that is to be sent, or as a picture of a person or of the server (P38). */
import { randomId } from "../../engine";
import { FACES, type File, ICON, type Uploaded } from "../../protocol";
import { UploadRequest } from "../../protocol/schemas";
import { type PictureForm, PictureRefused, PicturesBusy } from "../../pictures";
import { type FileRecord, FilesFull } from "../../store";
import type { Access } from "../access/access";
import type { Door } from "../access/door";
import type { Caller } from "../caller";
import { checked, Refusal } from "../refusal";
import { callerWith } from "./caller-with";
import { safeFileName } from "./file-name";
import { incomingBytes, type Pace, tooLarge } from "./incoming-bytes";
import { requireMayPicture } from "./picture";
import { createTakingIn, type TakingInParts } from "./taking-in";
import type { UploadLimits } from "./upload-limits";

/** What an upload says of itself. */
export interface UploadAsked {
  /** Who uploads, by the person's key (P1), and from where, as limits count it. */
  key: string | undefined;
  address: string;
  room: string | undefined;
  name: string | undefined;
  /** Bytes, if that was said. */
  length: number | undefined;
}

export type ReceiveUpload = (
  asked: UploadAsked,
  body: ReadableStream<Uint8Array>,
) => Promise<Uploaded>;

export interface UploadParts extends TakingInParts {
  access: Pick<Access, "require">;
  door: Pick<Door, "admit" | "depart">;
  uploadLimits: UploadLimits;
  /** Bytes that a file may have. */
  fileBytes: number;
  pace: Pace;
  /** Called with each file that was received. */
  onReceived: (file: FileRecord) => void;
}

/** `POST /files`. The bytes are read in steps, and nothing of an upload that fails is kept. Throws and rejects with `Refusal`. */
export function createUpload(parts: UploadParts): ReceiveUpload {
  const { access, door, uploadLimits, fileBytes, pace } = parts;

  return async ({ key, address, length, ...asked }, body) => {
    const { room, name } = checked(UploadRequest, asked);
    const caller = callerWith(key, address);
    await door.admit(caller, {});
    try {
      requireMayUpload(access, caller, room);
      if (length !== undefined && length > fileBytes) throw tooLarge(fileBytes);
      const end = uploadLimits.begin(caller, length ?? fileBytes);
      const pieces = incomingBytes(body, { ...pace, most: fileBytes });
      try {
        return { file: wireFileOf(await receive(parts, caller, { room, name }, pieces)) };
      } finally {
        await pieces.return(undefined);
        end();
      }
    } finally {
      door.depart(caller);
    }
  };
}

function requireMayUpload(access: Pick<Access, "require">, caller: Caller, room: string): void {
  if (room === FACES || room === ICON) requireMayPicture(access, caller, room);
  else access.require(caller, "write", room);
}

/** What a file for this place is to be, if it is no file of a message. */
const formFor = (room: string): PictureForm | undefined =>
  room === FACES ? "face" : room === ICON ? "icon" : undefined;

async function receive(
  { access, onReceived, ...parts }: UploadParts,
  caller: Caller,
  { room, name }: { room: string; name: string },
  pieces: AsyncGenerator<Uint8Array>,
): Promise<FileRecord> {
  const id = randomId(16);
  const takingIn = createTakingIn(parts, id, formFor(room));
  try {
    const taken = await takingIn.take(pieces);
    // They may have been put out meanwhile.
    requireMayUpload(access, caller, room);
    const { from } = caller.person;
    const file = { id, room, from, at: Date.now(), ...taken, name: safeFileName(name, taken.type) };
    await parts.files.add(file);
    onReceived(file);
    return file;
  } catch (error) {
    await takingIn.drop();
    throw refusalOf(error);
  }
}

/** A file as it stands in a message. */
export function wireFileOf({ id, name, type, size, width, height }: FileRecord): File {
  const told: File = { id, name, type, size };
  return width === undefined || height === undefined ? told : { ...told, width, height };
}

/** Milliseconds after which to upload again what cannot be kept now. */
const [SOON, LATER] = [5000, 60_000];

function refusalOf(error: unknown): unknown {
  if (error instanceof PictureRefused) return new Refusal("too_large", error.message);
  if (error instanceof PicturesBusy) return new Refusal("unavailable", error.message, SOON);
  if (error instanceof FilesFull || isDiskFull(error))
    return new Refusal("unavailable", "the server has no room for more files; texts go on", {
      reason: "full",
      retryAfter: LATER,
    });
  return error;
}

const isDiskFull = (error: unknown) =>
  error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");
