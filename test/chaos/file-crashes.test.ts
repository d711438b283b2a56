import { expect, setDefaultTimeout, test } from "bun:test";
import { rm } from "node:fs/promises";
import { commandOf } from "../support/compiled";
import { quickFolder } from "../support/folder";
import { emptyDatabase } from "../support/postgres";
import { crashWithFiles, STEPS } from "./file-crashes";
import { inDatabase, inFolder } from "./kept-files";
import { Random } from "./random";

setDefaultTimeout(60_000);

test("P38: after crashes at every step of an upload, each message has its file, each file its message, and all bytes are right", async () => {
  const folder = await quickFolder("chuan-file-crashes-");
  const verdict = await crashWithFiles({
    keeper: inFolder(folder),
    rounds: 5,
    people: 3,
    steps: STEPS,
    random: new Random(7),
    server: await commandOf("server"),
  });
  expect(verdict).toEqual({ faults: [], messages: 15, files: 15 });
  await rm(folder, { recursive: true, force: true });
});

test("P38: after a crash between a file and its message, the same holds on Postgres", async () => {
  await using database = await emptyDatabase();
  const verdict = await crashWithFiles({
    keeper: inDatabase(database),
    rounds: 1,
    people: 3,
    steps: ["said"],
    random: new Random(7),
    server: await commandOf("server"),
  });
  expect(verdict).toEqual({ faults: [], messages: 3, files: 3 });
});
