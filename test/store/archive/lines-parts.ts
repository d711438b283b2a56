/** Lines of archives, and how they are read. */
import type { ArchiveItem } from "../../../src/store/archive/items";
import { fromLines } from "../../../src/store/archive/lines";

export const FIRST = `{"chuan":"archive","version":1}`;
export const room = (name: string, head: number) => JSON.stringify({ room: name, head, at: 1 });
export const message = (name: string, seq: number) =>
  JSON.stringify({ room: name, seq, id: `i${seq}`, from: "ada", name: "ada", txt: "hello", at: 1 });
export const last = (rooms: number, messages: number) =>
  JSON.stringify({ end: { rooms, messages } });

async function* each(lines: string[]): AsyncGenerator<string> {
  yield* lines;
}

/** What an archive of these lines has. Rejects as an import does. */
export function read(lines: string[]): Promise<ArchiveItem[]> {
  return Array.fromAsync(fromLines(each(lines)));
}
