import { expect, test } from "bun:test";
import * as v from "valibot";
import { CONTROL, ERROR_CODES, UNFIT_FOR_NAME, VERSION, VISIBLE } from "../../src/protocol";
import { Introduction, notices, replies, requests } from "../../src/protocol/schemas";

/** The version, and the hash of what it says. They change together, or the hash alone: see below. */
const WIRE = { version: 2, hash: "eb95dd96a6343ffc" };

const WHAT_TO_DO = `the wire is not what version ${WIRE.version} said:
- if a client or a server of version ${WIRE.version} would misunderstand it, raise VERSION in src/protocol/limits.ts;
- say in docs/protocol.md what has changed;
- then put the new version and the new hash into WIRE in test/protocol/version.test.ts`;

/** What a schema accepts, as JSON can say it. A rule that is a function is known by its message. */
function described(part: unknown): unknown {
  if (part instanceof RegExp) return String(part);
  if (typeof part !== "object" || part === null) return typeof part === "function" ? "" : part;
  if (Array.isArray(part)) return part.map(described);
  const isPipe = "pipe" in part;
  const kept = Object.entries(part).filter(
    ([key]) => !key.startsWith("~") && !(isPipe && key !== "pipe"),
  );
  return Object.fromEntries(kept.map(([key, value]) => [key, described(value)]));
}

const hashOf = (wire: unknown) =>
  new Bun.CryptoHasher("sha256")
    .update(JSON.stringify(described(wire)))
    .digest("hex")
    .slice(0, 16);

test("a change of the wire needs a new version, or at least a change of docs/protocol.md", () => {
  const characters = { VISIBLE, CONTROL, UNFIT_FOR_NAME };
  const wire = { Introduction, requests, replies, notices, ERROR_CODES, characters };
  expect({ version: VERSION, hash: hashOf(wire) }, WHAT_TO_DO).toEqual(WIRE);
});

/** Schemas that differ in one thing each. */
const short = (limit: number) => v.pipe(v.string(), v.maxLength(limit));
const even = (sentence: string) =>
  v.pipe(
    v.number(),
    v.check((n) => n % 2 === 0, sentence),
  );

test("another key, limit, rule, default or event changes the hash of the wire", () => {
  const wires = [
    { join: v.object({ room: short(64) }) },
    { join: v.object({ room: short(65) }) },
    { join: v.object({ room: short(64), q: v.string() }) },
    { join: v.object({ room: v.optional(short(64)) }) },
    { join: v.object({ room: v.optional(short(64), "lobby") }) },
    { enter: v.object({ room: short(64) }) },
    { join: v.object({ room: v.pipe(v.string(), v.regex(/^a$/)) }) },
    { join: v.object({ room: v.pipe(v.string(), v.regex(/^b$/)) }) },
    { join: even("not even") },
    { join: even("not a multiple of two") },
    { join: v.picklist(["a"]) },
    { join: v.picklist(["a", "b"]) },
  ];
  expect(new Set(wires.map(hashOf)).size).toBe(wires.length);
});
