/** An archive as text: a first line, one line of JSON for each item, and a last line with their counts. */
import * as v from "valibot";
import { sentenceOf } from "../../protocol/schemas";
import type { FilePiece } from "./file-items";
import {
  type ArchiveItem,
  isFile,
  isInvitation,
  isMember,
  isMessage,
  isPiece,
  isProfile,
  isReport,
  isRestriction,
  isRoom,
} from "./items";
import { countOf } from "./person-items";
import { ArchiveOrder } from "./order";
import { type ArchiveLine, schemaOf } from "./schemas";

const firstOf = (version: number) => JSON.stringify({ chuan: "archive", version });
const FIRST = firstOf(5);
/**
 * Archives of version 1 know of no changes, those of version 2 of no people, those of version 3 of no acts, and those of version 4 of
 * no persons and no files.
 */
const FIRSTS = new Set([...[1, 2, 3, 4].map(firstOf), FIRST]);

const NONE = {
  rooms: 0,
  messages: 0,
  profiles: 0,
  members: 0,
  invitations: 0,
  restrictions: 0,
  reports: 0,
  keys: 0,
  names: 0,
  marks: 0,
  settings: 0,
  blocks: 0,
  erased: 0,
  files: 0,
  bytes: 0,
};
type Counts = typeof NONE;

/** The lines of `items`, without line ends. */
export async function* toLines(items: AsyncIterable<ArchiveItem>): AsyncGenerator<string> {
  const counts = { ...NONE };
  yield FIRST;
  for await (const item of items) {
    add(counts, item);
    yield isPiece(item) ? pieceLine(item) : JSON.stringify(item);
  }
  yield JSON.stringify({ end: counts });
}

/** Base64 has nothing to escape, and there is much of it. */
function pieceLine({ piece, form }: FilePiece): string {
  return `{"piece":"${piece.toBase64()}"${form === undefined ? "" : `,"form":"${form}"`}}`;
}

/** The items of the lines. Throws with the number of the line that is wrong, or when the last one is missing. */
export async function* fromLines(lines: AsyncIterable<string>): AsyncGenerator<ArchiveItem> {
  const counts = { ...NONE };
  const order = new ArchiveOrder();
  let number = 0;
  let isWhole = false;
  for await (const text of lines) {
    number += 1;
    try {
      if (isWhole) throw new Error("nothing may follow the last line");
      const item = parse(text, number);
      if (item === undefined) continue;
      isWhole = "end" in item;
      if ("end" in item) checkEnd(counts, item.end, order);
      else yield taken(item, counts, order);
    } catch (error) {
      throw new Error(`line ${number}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }
  if (!isWhole)
    throw new Error(`the archive ends after line ${number}, and it is not its last one`);
}

function parse(text: string, number: number): ArchiveLine | undefined {
  if (number > 1) return parseLine(valueOf(text));
  if (!FIRSTS.has(text)) throw new Error(`an archive begins with ${FIRST}`);
  return undefined;
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`it is no JSON, but ${shortened(text)}`, { cause: error });
  }
}

function parseLine(said: unknown): ArchiveLine {
  const keys = new Set(typeof said === "object" && said !== null ? Object.keys(said) : []);
  const result = v.safeParse(schemaOf(keys), said, { abortEarly: true });
  if (result.success) return result.output;
  throw new Error(faultIn(result.issues[0]));
}

function faultIn(issue: v.BaseIssue<unknown>): string {
  const place = v.getDotPath(issue) ?? "the line";
  const { input, expected, message } = issue;
  const value = shortened(issue.kind === "schema" ? issue.received : JSON.stringify(input));
  const isText = issue.kind === "validation" && typeof input === "string";
  if (expected === null || isText) return `${sentenceOf(message)}: it is ${value}`;
  return `${place} is ${value}, and should be ${expected}`;
}

/** Characters of a value that an error shows. */
const SAID = 60;

/** The beginning of a value of any length, without characters that control a terminal. */
export function shortened(value: string): string {
  const start = value.length > SAID ? `${value.slice(0, SAID)}…` : value;
  return start.replace(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}

function taken(item: ArchiveItem, counts: Counts, order: ArchiveOrder): ArchiveItem {
  order.check(item);
  add(counts, item);
  return item;
}

function add(counts: Counts, item: ArchiveItem): void {
  if (isMessage(item)) counts.messages += 1;
  if (isRoom(item)) counts.rooms += 1;
  if (isProfile(item)) counts.profiles += 1;
  if (isMember(item)) counts.members += 1;
  if (isInvitation(item)) counts.invitations += 1;
  if (isRestriction(item)) counts.restrictions += 1;
  if (isReport(item)) counts.reports += 1;
  if (isFile(item)) counts.files += 1;
  if (isPiece(item)) counts.bytes += item.piece.length;
  // A file says for which message it was claimed, and a name by what look.
  const what = isFile(item) ? undefined : countOf(item);
  if (what) counts[what] += 1;
}

function checkEnd(found: Counts, said: Partial<Counts>, order: ArchiveOrder): void {
  order.checkEnd();
  const all = { ...NONE, ...said };
  if (!Bun.deepEquals(found, all))
    throw new Error(`there should be ${listOf(all)}, but there are ${listOf(found)}`);
}

function listOf(counts: Counts): string {
  const [last, ...others] = Object.entries(counts)
    .filter(([what, count]) => count > 0 || what === "rooms" || what === "messages")
    .map(([what, count]) => `${count} ${what}`)
    .toReversed();
  return `${others.toReversed().join(", ")} and ${last}`;
}
