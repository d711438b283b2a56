import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { Client } from "../support/client";
import { serve } from "../support/server";

setDefaultTimeout(60_000);

/** One for all: what is refused leaves nothing behind. */
let server: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
  server = await serve();
});
afterAll(() => server[Symbol.asyncDispose]());

const LONE_SURROGATE = "\ud800";

const refusals: [what: string, args: unknown[], code: string, says: string][] = [
  ["nothing", [], "invalid", "the message must be an object"],
  ["null", [null], "invalid", "the message must be an object"],
  ["a number", [7], "invalid", "the message must be an object"],
  ["a string", ["hello"], "invalid", "the message must be an object"],
  ["an array", [["ada", "hello"]], "invalid", "name"],
  ["no name", [{ txt: "hello" }], "invalid", "name"],
  ["no text", [{ name: "ada" }], "invalid", "txt"],
  ["a text that is a number", [{ name: "ada", txt: 1 }], "invalid", "txt must be a string"],
  ["a text that is an object", [{ name: "ada", txt: {} }], "invalid", "txt must be a string"],
  ["an empty text", [{ name: "ada", txt: "" }], "invalid", "txt is empty"],
  ["a blank name", [{ name: "   ", txt: "hello" }], "invalid", "name is empty"],
  ["a long text", [{ name: "ada", txt: "x".repeat(4001) }], "too_long", "4000"],
  ["a very long text", [{ name: "ada", txt: "x".repeat(50_000) }], "too_long", "4000"],
  ["a long name", [{ name: "x".repeat(41), txt: "hello" }], "too_long", "40"],
  ["a NUL in the text", [{ name: "ada", txt: "a\0b" }], "invalid", "control character"],
  ["a newline in the name", [{ name: "a\u0007", txt: "hello" }], "invalid", "control character"],
  ["a room of spaces", [{ name: "ada", txt: "hello" }, { room: "a b" }], "invalid", "room"],
  ["a long room", [{ name: "ada", txt: "hello" }, { room: "x".repeat(65) }], "too_long", "64"],
  ["an empty id", [{ name: "ada", txt: "hello" }, { id: "" }], "invalid", "id is empty"],
  ["a long id", [{ name: "ada", txt: "hello" }, { id: "x".repeat(65) }], "too_long", "64"],
  ["options that are a string", [{ name: "ada", txt: "hello" }, "lobby"], "invalid", "options"],
  [
    "a room one is not in",
    [{ name: "ada", txt: "hello" }, { room: "designers" }],
    "not_in_room",
    "designers",
  ],
];

describe("refused messages", () => {
  test.each(refusals)(
    "P7: the acknowledgement says why a message is refused: %s",
    async (_, args, code, says) => {
      await using mallory = await Client.connect(server.url);
      await using lin = await Client.connect(server.url);
      const reply = await mallory.ask("chuan", ...args);
      expect(reply).toMatchObject({
        ok: false,
        error: { code, message: expect.stringContaining(says) },
      });
      expect(await lin.unread()).toBe(0);
    },
  );

  test.each(refusals)(
    "P11: without an acknowledgement `refused` says why a message is refused: %s",
    async (_, args, code, says) => {
      await using mallory = await Client.connect(server.url, "polling");
      mallory.tell("chuan", ...args);
      const [refusal] = await mallory.next("refused");
      const message = expect.stringContaining(says);
      expect(refusal).toMatchObject({ event: "chuan", error: { code, message } });
    },
  );
});

test.each(["nothing", "constructor", "__proto__", "hasOwnProperty", "toString"])(
  "P11: an event that is not in the protocol is refused: %s",
  async (event) => {
    await using mallory = await Client.connect(server.url);
    expect(await mallory.ask(event, {})).toMatchObject({ ok: false, error: { code: "invalid" } });
  },
);

test("P6: a text that is not well-formed Unicode is refused", async () => {
  await using mallory = await Client.connect(server.url, "polling");
  const reply = await mallory.ask("chuan", { name: "mallory", txt: LONE_SURROGATE });
  expect(reply).toMatchObject({
    ok: false,
    error: { code: "invalid", message: expect.stringContaining("well-formed") },
  });
});

test("P5: keys that the protocol does not have are dropped", async () => {
  await using mallory = await Client.connect(server.url);
  await using lin = await Client.connect(server.url);
  await mallory.ask("chuan", { name: "mallory", txt: "hello", from: "lin", seq: 99, admin: true });
  expect((await lin.message()).msg).toEqual({ name: "mallory", txt: "hello" });
});

test.each([
  ["a name that is too long", { name: "x".repeat(41) }, "too_long"],
  ["a name that is no string", { name: {} }, "invalid"],
  ["a key that is too short", { key: "short" }, "invalid"],
  ["a key that is no string", { key: 1234567890123456 }, "invalid"],
])("P1: a connection is refused with a reason: %s", async (_, auth, code) => {
  const refusal = await Client.refused(server.url, auth);
  expect(refusal).toMatchObject({ data: { code } });
  expect(refusal.message).not.toBeEmpty();
});
