/** Receives the bytes of a form of a file into chunks. It holds one chunk in memory. */
import { FilesFull, type Incoming } from "../files/files";
import { STEP } from "../files/in-steps";
import type { Connections } from "./connections";
import { dropChunks } from "./file-statements";

/** Bytes of a chunk. It is a step of reading, and no chunk that is stored has another size. */
export const CHUNK = STEP;

const BEGIN = `
  INSERT INTO chuan.files_under_way (file, variant, at) VALUES ($1, $2::int, chuan.now())
  ON CONFLICT DO NOTHING RETURNING file`;
const CHUNK_IN =
  "SELECT chuan.keep_chunk($1, $2::int, $3::int, $4::bytea, $5::float8::bigint) AS answer";
const KEEP = `
  UPDATE chuan.files_under_way SET kept = 1, at = chuan.now()
  WHERE file = $1 AND variant = $2::int AND dead = 0 RETURNING file`;
const END = `
  UPDATE chuan.files_under_way SET dead = 1 WHERE file = $1 AND variant = $2::int RETURNING file`;
const FORGET =
  "DELETE FROM chuan.files_under_way WHERE file = $1 AND variant = $2::int AND dead = 1";

/** Begins a form of a file. Rejects where that is being received already. `limit` is the bytes of all files, 0 for any number. */
export async function receiveInChunks(
  database: Pick<Connections, "run">,
  id: string,
  variant: number,
  limit: number,
): Promise<Incoming> {
  const begun = await database.run(BEGIN, [id, variant]);
  if (begun.length === 0) throw new Error("that form of the file is being received");
  const chunk = Buffer.alloc(CHUNK);
  let filled = 0;
  let number = 0;
  let isDropped = false;
  /** One write after the other, and a drop after them. */
  let last: Promise<unknown> = Promise.resolve();

  function inTurn(work: () => Promise<void>): Promise<void> {
    const done = last.then(work);
    last = done.catch(() => {});
    return done;
  }

  async function flush(): Promise<void> {
    if (filled === 0) return;
    const asked = [id, variant, number, chunk.subarray(0, filled), limit];
    const [said] = await database.run<{ answer: string }>(CHUNK_IN, asked);
    if (said?.answer === "full") throw new FilesFull("the files have no room left");
    if (said?.answer !== "kept") throw new Error("what was received was dropped");
    number += 1;
    filled = 0;
  }

  async function write(bytes: Uint8Array): Promise<void> {
    if (isDropped) throw new Error("what was received was dropped");
    for (let at = 0; at < bytes.length;) {
      const part = bytes.subarray(at, at + CHUNK - filled);
      chunk.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled === CHUNK) await flush();
    }
  }

  return {
    write: (bytes) => inTurn(() => write(bytes)),
    keep: () =>
      inTurn(async () => {
        await flush();
        const kept = await database.run(KEEP, [id, variant]);
        if (kept.length === 0) throw new Error("what was received was dropped");
      }),
    drop: () => {
      isDropped = true;
      return inTurn(() => dropUnderWay(database, id, variant));
    },
  };
}

/** Forgets a form that is being received, with its bytes. What is a file already stays. */
export async function dropUnderWay(
  database: Pick<Connections, "run">,
  id: string,
  variant: number,
): Promise<void> {
  const ended = await database.run(END, [id, variant]);
  if (ended.length === 0) return;
  await dropChunks(database, id, variant);
  await database.run(FORGET, [id, variant]);
}
