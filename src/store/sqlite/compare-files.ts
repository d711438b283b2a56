/** Compares the rows of files with the bytes that are stored: neither should be there without the other. */
import type { Bytes, Stored } from "../files/bytes";
import type { Receiving } from "../files/receiving";
import type { FileStatements } from "./file-statements";

interface Parts {
  statements: Pick<FileStatements, "between" | "next" | "find">;
  bytes: Bytes;
  receiving: Pick<Receiving, "isUnderWay">;
  /** Called with an error that says how many files have no bytes. */
  failed: (error: unknown) => void;
}

/** Removes bytes that belong to no file, and reports files that have none, until `signal` is aborted. Resolves with how many were removed. */
export async function compareFiles(parts: Parts, signal: AbortSignal): Promise<number> {
  const { statements, bytes, receiving } = parts;
  const seen = new Set<string>();
  const missing: string[] = [];
  let removed = 0;
  for await (const { prefix, stored } of bytes.all()) {
    if (signal.aborted) return removed;
    seen.add(prefix);
    const known = new Map(idsWith(statements, prefix).map(({ id, small }) => [id, small !== null]));
    const isStray = ({ id, variant }: Stored) =>
      !receiving.isUnderWay(id) && (variant === "whole" ? !known.has(id) : known.get(id) !== true);
    const strays = stored.filter(isStray);
    for (const { id, variant } of strays) await bytes.remove(id, variant);
    removed += strays.length;
    const whole = new Set(stored.filter(({ variant }) => variant === "whole").map(({ id }) => id));
    missing.push(...[...known.keys()].filter((id) => !whole.has(id)));
  }
  missing.push(...idsElsewhere(parts, seen));
  await report(parts, missing);
  return removed;
}

const idsWith = (statements: Pick<FileStatements, "between">, prefix: string) =>
  statements.between.all({ from: prefix, to: `${prefix}~` });

/** The ids of files whose bytes should be where nothing is. */
function idsElsewhere({ statements, bytes }: Parts, seen: ReadonlySet<string>): string[] {
  const found: string[] = [];
  for (let next = statements.next.get({ from: "" }); next;) {
    const prefix = next.id.slice(0, bytes.prefixLength);
    if (!seen.has(prefix)) found.push(...idsWith(statements, prefix).map(({ id }) => id));
    next = statements.next.get({ from: `${prefix}~` });
  }
  return found;
}

/** A file may have come, or gone, since its folder was read. */
async function report({ statements, bytes, failed }: Parts, ids: readonly string[]): Promise<void> {
  let count = 0;
  let first = "";
  for (const id of ids) {
    if ((await bytes.has(id, "whole")) || !statements.find.get({ id })) continue;
    first ||= id;
    count += 1;
  }
  if (count > 0) failed(new Error(`${count} files have no bytes, ${first} among them`));
}
