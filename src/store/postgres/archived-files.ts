/** The files of the shared store in an archive. */
import type { SQL } from "bun";
import {
  archivedFileOf,
  createFileFilling,
  type FileFilling,
  piecesOf,
} from "../archive/file-items";
import type { FileItem } from "../archive/items";
import { type KeptRow, keptOf, rowOfKept } from "../file-rows";
import { VARIANTS } from "../files/files";
import type { Connections } from "./connections";
import { addFile, VARIANT_NUMBER } from "./file-statements";
import { receiveInChunks } from "./postgres-incoming";

const CHUNK = `
  SELECT c.bytes FROM chuan.file_chunks c WHERE c.file = $1 AND c.variant = $2::int AND c.number = $3::int`;

/** Files with their bytes, of the rows of `chuan.files` in their order. */
export async function* fileItems(sql: SQL, rows: AsyncIterable<KeptRow>): AsyncGenerator<FileItem> {
  for await (const row of rows) {
    yield archivedFileOf(keptOf(row));
    for (const variant of VARIANTS)
      yield* piecesOf(chunks(sql, row.id, VARIANT_NUMBER[variant]), variant);
  }
}

async function* chunks(sql: SQL, id: string, variant: number): AsyncGenerator<Uint8Array> {
  for (let number = 0; ; number += 1) {
    const [chunk]: { bytes: Uint8Array }[] = await sql.unsafe(CHUNK, [id, variant, number]);
    if (!chunk) return;
    yield chunk.bytes;
  }
}

/** Takes files into a database whose transaction is open. */
export function openFileTarget(sql: SQL): FileFilling {
  const transaction: Pick<Connections, "run"> = {
    run: (statement, parameters) => sql.unsafe(statement, parameters),
  };
  return createFileFilling(
    (id, variant) => receiveInChunks(transaction, id, VARIANT_NUMBER[variant], 0),
    async (file) => {
      if (!(await addFile(transaction, rowOfKept(file))))
        throw new Error(`the bytes of the file ${file.file.id} are not all there`);
    },
  );
}
