/** Files in the shared store, for any number of machines. */
import { fileOf, rowOfFile } from "../file-rows";
import { fullOr } from "../files/disk";
import { type Files, FilesFull, type Incoming } from "../files/files";
import { inSteps } from "../files/in-steps";
import { allSteps, CLAIMED_FOR, SILENT_FOR } from "../files/sweeping";
import { LogUnavailable } from "../log";
import {
  addFile,
  claimFiles,
  endSilent,
  findFile,
  forgetFile,
  goneFiles,
  readChunk,
  readSecret,
  releaseFiles,
  releaseUnclaimed,
  settleClaims,
  totalBytes,
  VARIANT_NUMBER,
} from "./file-statements";
import type { Postgres } from "./open-postgres";
import { facesOf, findIcon, setPicture } from "./pictures";
import { CHUNK, dropUnderWay, receiveInChunks } from "./postgres-incoming";

export interface PostgresFilesOptions {
  /** Bytes of all files of all machines, 0 for any number. */
  limit: number;
  /** Called with what kept files from being removed. */
  failed: (error: unknown) => void;
  /** Milliseconds without a byte, or without a file, after which what was received is swept. */
  silentFor?: number | undefined;
}

/** Connections for files alone, so that no message waits behind their bytes. They are made when they are needed. */
const CONNECTIONS = 2;
/** Files in one step. */
const STEP = 100;
/** Milliseconds between two looks for files that went with their messages. */
const LOOK = 20_000;

export function openPostgresFiles(
  { reader, another }: Postgres,
  { limit, failed, silentFor = SILENT_FOR }: PostgresFilesOptions,
): Files {
  const database = another(CONNECTIONS);
  const measured = { bytes: 0, refused: 0 };
  const over = new AbortController();

  /** Asks the database. What it says of a full disk, and of the limit, is counted. */
  async function ask<T>(question: () => Promise<T>): Promise<T> {
    if (over.signal.aborted) throw new LogUnavailable("the store is closed");
    try {
      return await question();
    } catch (error) {
      const said = fullOr(error);
      if (!(said instanceof FilesFull))
        throw new LogUnavailable("the database did not do it", { cause: error });
      measured.refused += 1;
      throw said;
    }
  }

  function piece(id: string, variant: number) {
    return (at: number, length: number) =>
      ask(() => {
        const start = at % CHUNK;
        return readChunk(database, {
          id,
          variant,
          number: Math.floor(at / CHUNK),
          start,
          length: Math.min(length, CHUNK - start),
        });
      });
  }

  const inPace = (step: () => Promise<number>) => allSteps(step, STEP, over.signal);

  /** Removes some files that are gone, as another machine may do at the same moment. */
  async function removeSome(): Promise<number> {
    const ids = await goneFiles(reader, STEP);
    for (const id of ids) await forgetFile(database, id);
    measured.bytes = await totalBytes(reader);
    return ids.length;
  }

  const removeGone = () => ask(() => inPace(removeSome));

  async function dropSilent(): Promise<number> {
    const silent = await endSilent(database, silentFor, STEP);
    for (const { file, variant } of silent) await dropUnderWay(database, file, variant);
    return silent.length;
  }

  let looking: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    looking = looking.then(removeGone).catch((error: unknown) => {
      // The log already reports that its store is away.
      if (!(error instanceof LogUnavailable)) failed(error);
    });
  }, LOOK).unref();

  const read: Files["read"] = (id, variant, start, end) =>
    ask(async () => {
      const row = await findFile(reader, id);
      const size = variant === "whole" ? row?.size : row?.small;
      if (typeof size !== "number") return undefined;
      return inSteps(piece(id, VARIANT_NUMBER[variant]), start, Math.min(end, size));
    });

  return {
    async receive(id, variant): Promise<Incoming> {
      const incoming = await ask(() =>
        receiveInChunks(database, id, VARIANT_NUMBER[variant], limit),
      );
      return {
        write: (bytes) => ask(() => incoming.write(bytes)),
        keep: () => ask(() => incoming.keep()),
        drop: () => ask(() => incoming.drop()),
      };
    },

    async add(file) {
      if (!(await ask(() => addFile(database, rowOfFile(file)))))
        throw new Error("the bytes of the file are not all kept");
    },

    find: (id) =>
      ask(async () => {
        const row = await findFile(reader, id);
        return row && fileOf(row);
      }),

    read,
    readForResponse: read,

    claim: (ids, key) =>
      ask(async () => {
        const rows = await claimFiles(reader, ids, key);
        const found = new Map(rows.map((row) => [row.id, fileOf(row)]));
        const files = ids.map((id) => found.get(id)).filter((file) => file !== undefined);
        return files.length < ids.length ? undefined : files;
      }),

    async remove(ids) {
      await ask(() => releaseFiles(database, ids));
      await removeGone();
    },

    async setPicture({ room, from }, id) {
      const isDone = await ask(() => setPicture(reader, room, from, id));
      await removeGone();
      return isDone;
    },

    faces: (people) => ask(() => facesOf(reader, people)),

    icon: () =>
      ask(async () => {
        const row = await findIcon(reader);
        return row && fileOf(row);
      }),

    sweep: (before, claimed = Date.now() - CLAIMED_FOR) =>
      ask(async () => {
        const silent = await inPace(dropSilent);
        await inPace(() => releaseUnclaimed(database, before, STEP));
        await inPace(() => settleClaims(database, claimed, STEP));
        return silent + (await inPace(removeSome));
      }),

    secret: () => ask(() => readSecret(reader)),

    async total() {
      return (measured.bytes = await ask(() => totalBytes(reader)));
    },

    measured,

    async close() {
      clearInterval(timer);
      over.abort();
      await looking;
      await database.close();
    },
  };
}
