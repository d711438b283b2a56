/** What a start says, in this process: `main.test.ts` proves that the process prints it, and its exit codes. */
import { expect, test } from "bun:test";
import { rm } from "node:fs/promises";
import { pino } from "pino";
import { readConfig } from "../../src/start/config";
import { startServer } from "../../src/start/server";
import { quickFolder } from "../support/folder";
import { freePort } from "../support/port";
import { rejection } from "../support/rejection";
import { sharedAssets } from "../support/server";

/** The lines that a server logs while it starts with these settings. Rejects where it does not start. */
async function linesOf(env: Record<string, string>): Promise<string[]> {
  const folder = await quickFolder("chuan-start-");
  const lines: string[] = [];
  const config = readConfig({
    HOST: "127.0.0.1",
    PORT: "0",
    DATABASE_URL: `sqlite:${folder}/chuan.db`,
    DRAIN_SECONDS: "0",
    ...env,
  });
  const logger = pino({}, { write: (line: string) => void lines.push(line) });
  try {
    const server = await startServer(config, logger, { assets: sharedAssets });
    await server.stop();
  } finally {
    await rm(folder, { recursive: true });
  }
  return lines;
}

const isTold = (line: string) => line.includes("bun run invite --owner");

test("P33: a server by invitation without an owner says so in one line with the command, and an open one does not", async () => {
  const [invited, open] = await Promise.all([
    linesOf({ ACCESS: "invited" }),
    linesOf({ ACCESS: "open" }),
  ]);
  expect(invited.filter(isTold)).toHaveLength(1);
  expect(open.filter(isTold)).toEqual([]);
});

test("a database that does not answer stops the start with one line that names its setting", async () => {
  const port = await freePort();
  const start = linesOf({
    DATABASE_URL: "postgres://chuan:secret@pooler.example.org/chat",
    DIRECT_DATABASE_URL: `postgres://chuan:secret@127.0.0.1:${port}/chat`,
  });
  expect(String(await rejection(start))).toMatch(
    new RegExp(`^Error: the database 127.0.0.1:${port}/chat .* is DIRECT_DATABASE_URL right\\?$`),
  );
});

test("an address that is not this machine's stops the start with one clear line that names the setting", async () => {
  expect(String(await rejection(linesOf({ HOST: "192.0.2.1" })))).toMatch(
    /^Error: HOST is "192.0.2.1" and PORT is 0, where it cannot listen .*$/,
  );
});
