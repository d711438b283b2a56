/** Which files are pictures of people, and the server's icon, in the embedded store (P38). */
import type { Database } from "bun:sqlite";
import { FACES, ICON } from "../../protocol";
import { fileOf, type FileRow } from "../file-rows";
import { type Pictured, type PictureFiles, SHOWN } from "../files/pictures";
import { FILE_COLUMNS } from "./file-statements";

const IN_USE = "claimed IS NOT NULL AND gone = 0";

/** Puts no picture in the place of another, but in that of the one before. */
const RELEASE = {
  [FACES]: `UPDATE files SET gone = 1 WHERE sender = $from AND room = '${FACES}' AND ${IN_USE} AND id IS NOT $id`,
  [ICON]: `UPDATE files SET gone = 1 WHERE $from <> '' AND room = '${ICON}' AND ${IN_USE} AND id IS NOT $id`,
};

function prepare(database: Database) {
  const release = (room: Pictured["room"]) =>
    database.query<null, { from: string; id: string | null }>(RELEASE[room]);
  return {
    release: { [FACES]: release(FACES), [ICON]: release(ICON) },
    isThere: database.query<object, { id: string; room: string; from: string; now: number }>(
      `SELECT 1 FROM files WHERE id = $id AND room = $room AND sender = $from AND gone = 0
         AND NOT EXISTS (SELECT 1 FROM erased WHERE sender = $from)
         AND NOT EXISTS (SELECT 1 FROM restrictions WHERE room = '~server' AND sender = $from AND kind = 'ban'
           AND (until IS NULL OR until > $now))`,
    ),
    take: database.query<null, { id: string }>(
      `UPDATE files SET claimed = '${SHOWN}', claimed_at = NULL WHERE id = $id`,
    ),
    faces: database.query<{ from: string; id: string }, { people: string }>(
      `SELECT sender AS "from", id FROM files
       WHERE room = '${FACES}' AND ${IN_USE} AND sender IN (SELECT value FROM json_each($people))`,
    ),
    icon: database.query<FileRow, []>(
      `SELECT ${FILE_COLUMNS} FROM files WHERE room = '${ICON}' AND ${IN_USE} ORDER BY at DESC LIMIT 1`,
    ),
  };
}

/** `write` does work in the next commit, `ask` reads, and `removeGone` removes the bytes of what is gone. */
export function openPictures(
  database: Database,
  {
    write,
    ask,
    removeGone,
  }: {
    write: <T>(work: () => T) => Promise<T>;
    ask: <T>(question: () => T) => Promise<T>;
    removeGone: () => Promise<unknown>;
  },
): PictureFiles {
  const statements = prepare(database);

  function replace({ room, from }: Pictured, id: string | undefined): boolean {
    if (id !== undefined) {
      if (!statements.isThere.get({ room, from, id, now: Date.now() })) return false;
      statements.take.run({ id });
    }
    statements.release[room].run({ from, id: id ?? null });
    return true;
  }

  return {
    async setPicture(of, id) {
      const isDone = await write(() => replace(of, id));
      await removeGone();
      return isDone;
    },
    faces: (people) =>
      ask(() => {
        const rows = statements.faces.all({ people: JSON.stringify(people) });
        return new Map(rows.map(({ from, id }) => [from, id]));
      }),
    icon: () =>
      ask(() => {
        const row = statements.icon.get();
        return row ? fileOf(row) : undefined;
      }),
  };
}
