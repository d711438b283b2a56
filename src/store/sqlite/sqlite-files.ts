/** Files in the embedded store: what is known of them in its file, their bytes in a folder. */
import type { Bytes } from "../files/bytes";
import { fileOf, rowOfFile } from "../file-rows";
import type { Files, Variant } from "../files/files";
import { inSteps } from "../files/in-steps";
import { Receiving } from "../files/receiving";
import { CLAIMED_FOR } from "../files/sweeping";
import { GroupCommit } from "../group-commit";
import { LogUnavailable } from "../log";
import { prepareFileStatements } from "./file-statements";
import { openPictures } from "./pictures";
import { isLocked, type OpenDatabaseFile } from "./sqlite-file";
import { createSweep } from "./sweep-files";

/** Milliseconds for which a write waits while another process has the file locked. */
const PATIENCE = 2000;
/** Writes in one commit at most. */
const GROUP = 200;

export interface SqliteFilesOptions {
  /** Where the bytes are. `owner` names the store. */
  bytesOf: (owner: string) => Bytes;
  /** Bytes of all files, 0 for any number. */
  limit: number;
  /** Called with what kept files from being removed, and with files that have no bytes. */
  failed: (error: unknown) => void;
}

/** Opens the files of an open store. They are to be closed before it. Throws with one clear line when the folder cannot be used. */
export function openSqliteFiles(
  { database, eraser }: Pick<OpenDatabaseFile, "database" | "eraser">,
  { bytesOf, limit, failed }: SqliteFilesOptions,
): Files {
  const statements = prepareFileStatements(database);
  const bytes = bytesOf(statements.owner.get()?.id ?? "");
  const receiving = new Receiving(bytes, limit, statements.total.get()?.bytes ?? 0);
  let isClosed = false;

  const runAll = database.transaction((group: readonly (() => void)[]) => {
    for (const run of group) run();
  });
  const commits = new GroupCommit<() => void, undefined>({
    commit(group) {
      runAll.immediate(group);
      return group.map(() => undefined);
    },
    most: GROUP,
    queueOf: () => "",
    isPassing: isLocked,
    patience: PATIENCE,
  });

  /** Does work in the next commit. */
  async function write<T>(work: () => T): Promise<T> {
    let done: { result: T } | undefined;
    await commits.add(() => {
      done = { result: work() };
    });
    if (!done) throw new Error("nothing was written");
    return done.result;
  }

  /** Asks the database or the folder. */
  async function ask<T>(question: () => T | Promise<T>): Promise<T> {
    if (isClosed) throw new LogUnavailable("the store is closed");
    try {
      return await question();
    } catch (error) {
      throw new LogUnavailable("the store did not do it", { cause: error });
    }
  }

  /** Undefined where the bytes are gone. */
  async function sizeOf(id: string, variant: Variant): Promise<number | undefined> {
    const row = statements.find.get({ id });
    const size = variant === "whole" ? row?.size : row?.small;
    return typeof size === "number" && (await bytes.has(id, variant)) ? size : undefined;
  }

  const read: Files["read"] = (id, variant, start, end) =>
    ask(async () => {
      const size = await sizeOf(id, variant);
      if (size === undefined) return undefined;
      const piece = (at: number, length: number) => bytes.piece(id, variant, at, length);
      return inSteps(piece, start, Math.min(end, size));
    });

  const { sweep, removeGone, stop } = createSweep({
    statements,
    bytes,
    receiving,
    eraser,
    write,
    failed,
  });

  return {
    receive: (id, variant) => receiving.receive(id, variant),

    async add(file) {
      if (!receiving.isWhole(file)) throw new Error("the bytes of the file are not all kept");
      await receiving.counted(() => write(() => statements.add.run(rowOfFile(file))));
      receiving.added(file);
    },

    find: (id) =>
      ask(() => {
        const row = statements.find.get({ id });
        return row ? fileOf(row) : undefined;
      }),

    read,

    readForResponse: (id, variant, start, end) =>
      ask(async () => {
        const size = await sizeOf(id, variant);
        return size === undefined || !bytes.fileOf
          ? read(id, variant, start, end)
          : bytes.fileOf(id, variant).slice(start, Math.min(end, size));
      }),

    claim: (ids, { room, from, id: message }) =>
      write(() => {
        const claimed = { ids: JSON.stringify(ids), message };
        const rows = statements.claimable.all({ ...claimed, room, sender: from });
        const found = new Map(rows.map((row) => [row.id, fileOf(row)]));
        const files = ids.map((id) => found.get(id)).filter((file) => file !== undefined);
        if (files.length < ids.length) return undefined;
        statements.claim.run({ ...claimed, now: Date.now() });
        return files;
      }),

    async remove(ids) {
      await write(() => statements.release.run({ ids: JSON.stringify(ids) }));
      await removeGone();
    },

    ...openPictures(database, { write, ask, removeGone }),

    sweep: (before, claimed = Date.now() - CLAIMED_FOR) => sweep(before, claimed),
    secret: () =>
      ask(() => {
        const row = statements.secret.get();
        if (!row) throw new Error("the store has no secret for files");
        return row.secret;
      }),

    total: async () => receiving.used,
    get measured() {
      return { bytes: receiving.used, refused: receiving.refused };
    },

    async close() {
      await receiving.dropSilent();
      await stop();
      await commits.close();
      isClosed = true;
    },
  };
}
