/** What the chat does for those who upload and read files by HTTP (P38). */
import type { Logger } from "pino";
import type { Reply, Uploaded } from "../../protocol";
import { isPlayed, type Pictures } from "../../pictures";
import type { Community, FileRecord, Files, Persons } from "../../store";
import type { Access, EntryPolicy } from "../access/access";
import type { Door } from "../access/door";
import { wireError } from "../dispatch";
import type { Measurements } from "../measurements";
import type { RateLimits } from "../rate-limits";
import { callerWith } from "./caller-with";
import { createFindFile } from "./download";
import type { RequireType } from "./forbidden-types";
import type { Pace } from "./incoming-bytes";
import { createFileSessions } from "./session";
import { createUpload, type UploadAsked } from "./upload";
import type { UploadLimits } from "./upload-limits";

/** What is asked for with a key: whose, and from which address, as limits count it. */
type KeyAsked = Pick<UploadAsked, "key" | "address">;

export interface ChatFiles {
  upload(asked: UploadAsked, body: ReadableStream<Uint8Array>): Promise<Reply<Uploaded>>;
  /** A value for the cookie that says who reads, and the milliseconds for which it is good. */
  session(asked: KeyAsked): Promise<Reply<{ value: string; lasts: number }>>;
  /** The file that somebody with these values of the cookie asks for, if it is there and they may read it. Rejects with `LogUnavailable`. */
  find(id: string, sessions: readonly string[]): Promise<ShownFile | undefined>;
  /** The server's icon, if it has one of its own. Undefined as well where that cannot be read. */
  icon(): Promise<ShownFile | undefined>;
  read: Files["readForResponse"];
}

/** A file, and whether a browser may show or play it in place (H23). */
export type ShownFile = FileRecord & { isShown: boolean };

/** What a server that takes files has for them. */
export interface FilesKept {
  store: Files;
  pictures: Pictures;
  requireType: RequireType;
  uploadLimits: UploadLimits;
  /** Bytes that a file may have, and all files, if they are limited. */
  fileBytes: number;
  filesBytes: number | undefined;
  pace: Pace;
}

export interface ChatFilesParts extends Omit<FilesKept, "store" | "filesBytes"> {
  files: Files;
  /** What the cookies are signed with. */
  secret: string;
  access: Pick<Access, "require">;
  door: Pick<Door, "admit" | "depart">;
  community: Pick<Community, "facts" | "person">;
  persons: Pick<Persons, "holder">;
  entry: EntryPolicy;
  rateLimits: Pick<RateLimits, "requireEvent">;
  measurements: Pick<Measurements, "refused" | "received">;
  logger: Logger;
  /** Logs what was thrown and is no refusal. */
  report: (error: unknown) => void;
}

export function createChatFiles(parts: ChatFilesParts): ChatFiles {
  const { files, door, persons, rateLimits, measurements, logger, report } = parts;
  const upload = createUpload({ ...parts, onReceived });
  const findFile = createFindFile(parts);
  const sessions = createFileSessions(parts.secret);

  function onReceived({ id, room, from, size, type }: FileRecord): void {
    measurements.received(size);
    // Its name is its sender's own business.
    logger.debug({ file: id, room, from, size, type }, "file received");
  }

  async function answer<T extends object>(
    { address }: KeyAsked,
    work: () => Promise<T>,
  ): Promise<Reply<T>> {
    try {
      rateLimits.requireEvent({ id: address, address });
      return { ok: true, ...(await work()) };
    } catch (error) {
      const why = wireError(error, report);
      measurements.refused("files", why.code);
      return { ok: false, error: why };
    }
  }

  async function openSession({
    key,
    address,
  }: KeyAsked): Promise<{ value: string; lasts: number }> {
    const caller = callerWith(key, address);
    await door.admit(caller, {});
    door.depart(caller);
    return sessions.open(caller.keyId);
  }

  return {
    upload: (asked, body) => answer(asked, () => upload(asked, body)),
    session: (asked) => answer(asked, () => openSession(asked)),

    async find(id, values) {
      const [keyId] = values.flatMap((value) => sessions.keyIdOf(value) ?? []);
      const reader = keyId === undefined ? undefined : await persons.holder(keyId);
      const file = await findFile(id, reader?.from);
      return file && { ...file, isShown: file.isSafe || isPlayed(file.type) };
    },

    async icon() {
      const file = await files.icon().catch(() => undefined);
      return file && { ...file, isShown: file.isSafe };
    },

    read: (...place) => files.readForResponse(...place),
  };
}
