import { expect, setDefaultTimeout, test } from "bun:test";
import { rm } from "node:fs/promises";
import { commandOf } from "../support/compiled";
import { quickFolder } from "../support/folder";
import { crashWithFiles } from "./file-crashes";
import { Random } from "./random";

setDefaultTimeout(60_000);

test("P38: after crashes at every step of an upload, each message has its file, each file its message, and all bytes are right", async () => {
  const folder = await quickFolder("chuan-file-crashes-");
  const verdict = await crashWithFiles({
    folder,
    rounds: 5,
    people: 4,
    random: new Random(7),
    server: await commandOf("server"),
  });
  expect(verdict).toEqual({ faults: [], messages: 20, files: 20 });
  await rm(folder, { recursive: true, force: true });
});
