/** Takes chosen files into the box, and says in words what it does not take. */
import type { FileStore } from "../../client/outbox-store";
import { randomText } from "../../client/identity";
import { FILES_OF_A_MESSAGE } from "../../protocol";
import type { Value } from "../languages/languages";
import type { LaterKey } from "../languages/later-en";
import type { Room, StagedFile } from "../state/room";
import { type Prepared, prepare } from "./prepare";

/** Why something was not taken. `size` is bytes. */
export interface NotTaken {
  key: LaterKey;
  values: Record<string, Value>;
  size?: number;
}

/** Bytes of a file before the server has said how many it takes. */
const USUAL = 26_214_400;

/** Resolves when the files are in the box, with those that were not taken. */
export async function stage(
  files: readonly File[],
  room: Pick<Room, "staged">,
  store: FileStore,
  most: number = USUAL,
): Promise<NotTaken[]> {
  const free = Math.max(0, FILES_OF_A_MESSAGE - room.staged.value.length);
  const taken = files.slice(0, free).map((file) => ({ file, staged: begun(file) }));
  room.staged.value = [...room.staged.value, ...taken.map(({ staged }) => staged)];
  const refused: NotTaken[] =
    files.length > free ? [{ key: "filesTooMany", values: { count: FILES_OF_A_MESSAGE } }] : [];
  // One at a time: a picture in memory is many times its file.
  for (const { file, staged } of taken) {
    const reason = await take(file, staged, room, store, most);
    if (reason) refused.push(reason);
  }
  return refused;
}

const begun = ({ name, type, size }: File): StagedFile => ({
  key: `${Date.now().toString(36)}-${randomText(8)}`,
  name,
  type,
  size,
  description: "",
  isBusy: true,
});

async function take(
  file: File,
  staged: StagedFile,
  room: Pick<Room, "staged">,
  store: FileStore,
  most: number,
): Promise<NotTaken | undefined> {
  const { key } = staged;
  const put = (changed: readonly StagedFile[]) => {
    room.staged.value = room.staged.value.flatMap((one) => (one.key === key ? changed : [one]));
  };
  const refuse = (why: LaterKey, size?: number): NotTaken => {
    put([]);
    return { key: why, values: { name: file.name }, ...(size === undefined ? {} : { size }) };
  };
  const prepared = await prepare(file, most).catch(() => undefined);
  if (!prepared) return refuse("fileUnreadable");
  if (prepared.bytes.size > most) return refuse("fileTooLarge", most);
  try {
    await store.put(key, prepared.bytes);
  } catch {
    return refuse("fileNoSpace");
  }
  const now = room.staged.value.find((one) => one.key === key);
  if (now) put([settled(now, prepared)]);
  else await store.remove([key]);
  return undefined;
}

function settled({ isBusy: _busy, ...staged }: StagedFile, { bytes, ...prepared }: Prepared) {
  return { ...staged, ...prepared, size: bytes.size };
}
