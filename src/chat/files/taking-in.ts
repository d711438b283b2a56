/** Takes in the bytes of an upload: a picture is re-encoded, and everything else is stored as it comes (H23 to H25). */
import {
  FORM_TYPES,
  HEAD_BYTES,
  isPicture,
  type PictureForm,
  type Pictures,
  type Spool,
  typeOf,
  UNKNOWN_TYPE,
} from "../../pictures";
import type { FileRecord, Files, Incoming, Variant } from "../../store";
import { Refusal } from "../refusal";
import type { RequireType } from "./forbidden-types";

type Pieces = AsyncGenerator<Uint8Array>;

/** What is known of a file from its bytes. */
export type TakenIn = Pick<
  FileRecord,
  "type" | "size" | "hash" | "width" | "height" | "small" | "isSafe"
>;

export interface TakingIn {
  /** Resolves when all bytes are stored. Throws what `pieces` throws, `Refusal`, and what the store and the pictures reject with. */
  take(pieces: Pieces): Promise<TakenIn>;
  /** Forgets what was stored, unless the file was added. */
  drop(): Promise<void>;
}

export interface TakingInParts {
  files: Files;
  pictures: Pictures;
  requireType: RequireType;
}

/** `form` is what the file is for, if it is to be a picture and nothing else: then what cannot be shown is refused. */
export function createTakingIn(
  { files, pictures, requireType }: TakingInParts,
  id: string,
  form?: PictureForm,
): TakingIn {
  const incoming: Incoming[] = [];

  async function store(variant: Variant, pieces: Pieces): Promise<{ size: number; hash: string }> {
    const into = await files.receive(id, variant);
    incoming.push(into);
    const hasher = new Bun.CryptoHasher("sha256");
    let size = 0;
    for await (const piece of pieces) {
      hasher.update(piece);
      size += piece.length;
      await into.write(piece);
    }
    if (size === 0) throw new Refusal("invalid", "the file is empty");
    await into.keep();
    return { size, hash: hasher.digest("hex") };
  }

  async function takePicture(type: string, pieces: Pieces): Promise<TakenIn> {
    await using spool = await spooled(pictures, pieces);
    const made = await pictures.make(spool, form);
    await using output = made.spool;
    const { whole, small = 0, width, height } = made;
    if (form && (whole === undefined || width === undefined)) throw noPicture();
    // Bytes that only begin as a picture's are kept as they are.
    if (whole === undefined)
      return {
        ...(await store("whole", spool.read(0, spool.length))),
        type: UNKNOWN_TYPE,
        isSafe: false,
      };
    const stored = await store("whole", output.read(0, whole));
    if (width === undefined || height === undefined) return { ...stored, type, isSafe: false };
    if (small > 0) await store("small", output.read(whole, whole + small));
    const known = { width, height, isSafe: true, ...(small > 0 && { small }) };
    return { ...stored, type: form ? FORM_TYPES[form] : type, ...known };
  }

  return {
    async take(all) {
      const { head, pieces } = await withHead(all);
      const type = typeOf(head);
      requireType(type);
      if (isPicture(type)) return takePicture(type, pieces);
      if (form) throw noPicture();
      return { ...(await store("whole", pieces)), type, isSafe: false };
    },

    async drop() {
      await Promise.all(incoming.map((one) => one.drop()));
    },
  };
}

const noPicture = () =>
  new Refusal("invalid", "that is no picture that can be shown: it takes a JPEG, PNG or WebP");

/** All of the bytes in a spool. */
async function spooled(pictures: Pictures, pieces: Pieces): Promise<Spool> {
  const spool = await pictures.spool();
  try {
    for await (const piece of pieces) await spool.write(piece);
    return spool;
  } catch (error) {
    await spool[Symbol.asyncDispose]();
    throw error;
  }
}

/** The first bytes, and all of them. */
async function withHead(all: Pieces): Promise<{ head: Buffer; pieces: Pieces }> {
  const first: Uint8Array[] = [];
  for (let length = 0; length < HEAD_BYTES;) {
    const { done, value } = await all.next();
    if (done) break;
    first.push(new Uint8Array(value));
    length += value.length;
  }
  async function* pieces(): Pieces {
    yield* first;
    yield* all;
  }
  return { head: Buffer.concat(first), pieces: pieces() };
}
