/** What the tests of archives share. */
import { rm } from "node:fs/promises";
import { exportTo, importFrom } from "../../../src/store/archive/copy";
import { openSource, openTarget } from "../../../src/store/archive/open-archive";
import type { Log } from "../../../src/store/log";
import type { Message } from "../../../src/protocol";
import { readLocation } from "../../../src/store/location";
import { quickFolder } from "../../support/folder";

export interface ArchivedStore extends AsyncDisposable {
  databaseUrl: string;
  open: () => Promise<Log>;
}

const quiet = () => {};

export function say(log: Log, room: string, id: string, txt = "hello"): Promise<Message> {
  return log.append({ room, id, from: "ada", name: "ada", txt });
}

export async function makeFolder() {
  const path = await quickFolder("chuan-archive-");
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

export async function exported(store: ArchivedStore, path: string): Promise<string> {
  await using source = await openSource(readLocation(store.databaseUrl));
  await exportTo(path, source, quiet);
  return Bun.file(path).text();
}

export async function imported(store: ArchivedStore, path: string): Promise<void> {
  await using target = await openTarget(readLocation(store.databaseUrl));
  await importFrom(path, target, quiet);
}

/** An archive of one room with so many messages. */
export function manyMessages(count: number): string {
  const lines = [
    { chuan: "archive", version: 1 },
    { room: "lobby", head: count, at: 5 },
    ...Array.from({ length: count }, (_, n) => ({
      room: "lobby",
      seq: n + 1,
      id: `id-${n}`,
      from: "ada",
      name: "ada",
      txt: "hello",
      at: 5,
    })),
    { end: { rooms: 1, messages: count } },
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}
