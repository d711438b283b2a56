import { expect, setDefaultTimeout, test } from "bun:test";
import { type Log, LogUnavailable, openSqliteLog, storeOfOneMachine } from "../../src/store";
import { type Environment, readConfig } from "../../src/start/config";
import { startServer } from "../../src/start/server";
import { pino } from "pino";
import type { OwnRoom, Reply } from "../../src/protocol";
import { Client } from "../support/client";
import { quickFolder } from "../support/folder";
import { serveOn, sharedAssets } from "../support/server";
import { until } from "../support/until";
import { ownersToken } from "./access/people";

setDefaultTimeout(60_000);

const KEY = "a key that nobody else may know";

/** A server that logs everything there is to log, and what it has logged. */
async function serveLogging(env: Environment = {}) {
  const lines: string[] = [];
  const logger = pino({ level: "debug" }, { write: (line: string) => void lines.push(line) });
  const config = readConfig({
    PORT: "0",
    HOST: "127.0.0.1",
    DATABASE_URL: "sqlite::memory:",
    ...env,
  });
  const server = await startServer({ ...config, drainSeconds: 0 }, logger, {
    assets: sharedAssets,
  });
  return { url: server.url, lines, [Symbol.asyncDispose]: () => server.stop() };
}

test("no log line has a message's text, a key or a session's id, at any level", async () => {
  await using server = await serveLogging();
  const ids: (string | undefined)[] = [];
  for (const transport of ["websocket", "polling"] as const) {
    await using ada = await Client.connect(server.url, transport, { name: "ada", key: KEY });
    ids.push(ada.socket.id, ada.socket.io.engine.id);
    await ada.say("a text between two people");
    await ada.ask("chuan", { name: "ada", txt: "a refused text\u0000" });
    await ada.ask("made-up", "a text in an event that there is not");
  }
  const logged = server.lines.join("");
  expect(logged).toContain('"connected"');
  for (const secret of ["a text", "a refused text", KEY, ...ids])
    expect(logged).not.toContain(String(secret));
});

test("P31: each act is a log line with ids, and without a name, a reason or a text", async () => {
  const folder = await quickFolder("chuan-logs-");
  const databaseUrl = `sqlite:${folder}/chuan.db`;
  const invitation = await ownersToken(databaseUrl);
  await using server = await serveLogging({ DATABASE_URL: databaseUrl });
  await using ada = await Client.connect(server.url, "websocket", {
    name: "ada",
    key: KEY,
    invitation,
  });
  const asked = { room: "lobby", from: "lin-lin-lin-lin-", minutes: 5, reason: "a rude reason" };
  expect(await ada.ask("mute", asked)).toMatchObject({ ok: true });
  const acts = server.lines.flatMap((line) => {
    const said = JSON.parse(line) as Record<string, unknown>;
    return said["act"] === undefined ? [] : [said];
  });
  expect(acts).toMatchObject([
    { act: "mute", room: "lobby", by: expect.any(String), whom: asked.from },
  ]);
  expect(server.lines.join("")).not.toContain("a rude reason");
});

test("H40: acts in closed rooms, which anybody can found, are a log line a second at most, which says how many have none", async () => {
  await using server = await serveLogging();
  await using mallory = await Client.connect(server.url, "websocket", {
    name: "mallory",
    key: KEY,
  });
  const founded = (await mallory.ask("found", { title: "mine" })) as Reply<{ room: OwnRoom }>;
  if (!founded.ok) throw new Error(founded.error.message);
  const { room } = founded.room;
  const acts = () => server.lines.filter((line) => line.includes('"act"'));
  const began = performance.now();
  for (let n = 0; n < 12; n += 1)
    expect(await mallory.ask("settle", { room, locked: n % 2 === 0 })).toMatchObject({ ok: true });
  expect(acts().length).toBeLessThanOrEqual(1 + (performance.now() - began) / 1000);
  await until("the last line", () => acts().some((line) => /"omitted":[1-9]/.test(line)));
  expect(acts().join("")).not.toContain(room);
});

test("a client that disconnects before its message is stored causes no fault", async () => {
  await using server = await serveLogging();
  await using ada = await Client.connect(server.url);
  ada.tell("chuan", { name: "ada", txt: "bye" });
  await ada.ask("leave", { room: "lobby" });
  await using lin = await Client.connect(server.url);
  expect(await lin.log("lobby")).toHaveLength(1);
  const said = server.lines.map((line) => JSON.parse(line) as { level: number });
  expect(said.filter(({ level }) => level > 20)).toEqual([]);
});

test("H10: a trusted proxy that sends no client address is logged as a warning, once", async () => {
  await using server = await serveLogging({ TRUSTED_PROXY: "X-Real-IP" });
  const warnings = () => server.lines.filter((line) => line.includes("X-Real-IP"));
  const shake = (headers = {}) =>
    fetch(`${server.url}/socket.io/?EIO=4&transport=polling`, { headers });
  await shake({ "X-Real-IP": "203.0.113.7" });
  expect(warnings()).toHaveLength(0);
  await shake();
  await shake({ "X-Real-IP": "somebody" });
  expect(warnings()).toHaveLength(1);
});

test.each(["X-Forwarded-For", "X-Real-IP", "Forwarded", "CF-Connecting-IP", "Fly-Client-IP"])(
  "H48: %s without TRUSTED_PROXY is logged as a warning once, with the name of the setting",
  async (header) => {
    await using server = await serveLogging();
    const shake = () =>
      fetch(`${server.url}/socket.io/?EIO=4&transport=polling`, {
        headers: { [header]: "203.0.113.7" },
      });
    for (let n = 0; n < 3; n += 1) await shake();
    const warnings = server.lines.filter((line) => line.includes('"level":40'));
    expect(warnings).toEqual([expect.stringMatching(new RegExp(`${header}.*TRUSTED_PROXY`))]);
  },
);

test("H48: when a proxy adds a port to each address, each client still counts as one address", async () => {
  await using server = await serveLogging({
    TRUSTED_PROXY: "X-Forwarded-For",
    CONNECTIONS_PER_ADDRESS: "1",
  });
  const shake = async (address: string) => {
    const headers = { "X-Forwarded-For": address };
    const path = `${server.url}/socket.io/?EIO=4&transport=polling`;
    return (await fetch(path, { headers })).status;
  };
  expect(await shake("203.0.113.7:5001")).toBe(200);
  expect(await shake("203.0.113.7:5002")).toBe(429);
  expect(await shake("203.0.113.8:5001")).toBe(200);
  expect(await shake("[2001:db8::1]:5001")).toBe(200);
  expect(await shake("[2001:db8::2]:5002")).toBe(429);
  expect(server.lines.filter((line) => line.includes("TRUSTED_PROXY names"))).toEqual([]);
});

test("a store that does not answer is logged with its cause, and not once for every message", async () => {
  const lines: string[] = [];
  const logger = pino({ level: "info" }, { write: (line: string) => void lines.push(line) });
  const log: Log = {
    ...openSqliteLog(":memory:", () => {}),
    append: () =>
      Promise.reject(new LogUnavailable("not taken", { cause: new Error("disk full") })),
  };
  const config = readConfig({ PORT: "0", HOST: "127.0.0.1", DRAIN_SECONDS: "0" });
  const server = await serveOn(storeOfOneMachine(log), config, logger);
  await using ada = await Client.connect(server.url);
  await Promise.all(Array.from({ length: 40 }, () => ada.say("hello")));
  await server.stop();
  const said = lines.filter((line) => line.includes("the log is unavailable"));
  // A machine that has much else to do may take more than a second to say it forty times.
  expect(said.length).toBeLessThan(10);
  expect(said[0]).toContain("disk full");
});

test("connecting and disconnecting are logged once each at debug, and not at info", async () => {
  await using server = await serveLogging();
  const ada = await Client.connect(server.url, "websocket", { name: "ada", key: KEY });
  await ada[Symbol.asyncDispose]();
  await using lin = await Client.connect(server.url);
  await lin.say("hello");
  const said = server.lines.map((line) => JSON.parse(line) as { level: number; msg: string });
  expect(said.filter(({ msg }) => msg === "connected")).toHaveLength(2);
  expect(said.filter(({ level }) => level > 20)).toEqual([]);
});
