/** The stores that a campaign with files runs on, and what they keep of files at its end. */
import type { SQL } from "bun";
import { openStore, readLocation } from "../../src/store";

export interface FileKeeper {
  /** The server's `DATABASE_URL`. */
  url: string;
  /** Sweeps, as if a day had passed. Resolves with the ids of the files of which there are bytes. No server runs. */
  swept(): Promise<string[]>;
}

/** SQLite, with a folder of files beside it. */
export function inFolder(folder: string): FileKeeper {
  const url = `sqlite:${folder}/chuan.db`;
  return {
    url,
    async swept() {
      await sweep(url);
      const paths = await Array.fromAsync(
        new Bun.Glob("*/*").scan({ cwd: `${folder}/chuan.db-files` }),
      );
      return paths.flatMap((path) => (path.endsWith(".small") ? [] : [path.split("/")[1] ?? ""]));
    },
  };
}

/** Postgres, which keeps the bytes as well. */
export function inDatabase({ url, sql }: { url: string; sql: SQL }): FileKeeper {
  return {
    url,
    async swept() {
      // What a killed server was receiving has been silent for long.
      await sql`UPDATE chuan.files_under_way SET at = 0`;
      await sweep(url);
      const rows: { file: string }[] =
        await sql`SELECT file FROM chuan.file_chunks UNION SELECT file FROM chuan.files_under_way`;
      return rows.map(({ file }) => file);
    },
  };
}

async function sweep(url: string): Promise<void> {
  const store = await openStore(readLocation(url), {
    onFault: () => {},
    files: { place: "beside", bytes: 0 },
  });
  const later = Date.now() + 1000;
  await store.files?.sweep(later, later);
  await store.close();
}
