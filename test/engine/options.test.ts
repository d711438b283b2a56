import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { Server } from "socket.io";
import { createEngine, type EngineOptions } from "../../src/engine";
import { DEFAULTS, settingsOf } from "../../src/engine/options";
import { Session, Wire } from "../hostile/attacker";

setDefaultTimeout(60_000);

const README = await Bun.file(`${import.meta.dir}/../../src/engine/README.md`).text();

test("an engine without options has the default of each", () => {
  expect(settingsOf({})).toEqual(DEFAULTS);
});

test("an option with several parts keeps the defaults of the parts that are not given", () => {
  const { admission, heartbeat } = settingsOf({
    admission: { perAddress: 5 },
    heartbeat: { interval: 1000 },
  });
  expect(admission).toEqual({ ...DEFAULTS.admission, perAddress: 5 });
  expect(heartbeat).toEqual({ ...DEFAULTS.heartbeat, interval: 1000 });
});

describe("invalid options", () => {
  test.each<[options: EngineOptions, named: string]>([
    [{ path: "/socket.io" }, "path"],
    [{ path: "socket.io/" }, "path"],
    [{ maxPacket: 0 }, "maxPacket"],
    [{ maxPacket: Number.NaN }, "maxPacket"],
    [{ stepTimeout: -1 }, "stepTimeout"],
    [{ heartbeat: { interval: 0 } }, "heartbeat.interval"],
    [{ backlog: -1 }, "backlog"],
    [{ admission: { perAddress: Number.NaN } }, "admission.perAddress"],
    [{ packetRate: { perSecond: -1, burst: 1 } }, "packetRate.perSecond"],
    [
      { broadcastBytes: { ofAddress: DEFAULTS.packetRate, long: { perSecond: 1, burst: -1 } } },
      "long.burst",
    ],
    [{ allowedOrigins: ["https://friend.example/"] }, "allowedOrigins"],
    [{ allowedOrigins: ["*"] }, "allowedOrigins"],
    [{ addressHeader: "X Real IP" }, "addressHeader"],
    [{ machine: "a.b" }, "machine"],
  ])("an engine refuses invalid options, and the error names them: %j", (options, named) => {
    expect(() => createEngine(new Server({ serveClient: false }), options)).toThrow(named);
  });
});

test("the table in the engine's README has every option with its default, and no other", () => {
  const rows = README.matchAll(/^\| `(\w+)` +\| (?:`([^`]+)`|none) +\|/gm);
  const documented = [...rows].map(([, option, value]) => [option, value]);
  const actual = Object.entries(DEFAULTS).map(([option, value]) => [
    option,
    typeof value === "function" ? undefined : JSON.stringify(value),
  ]);
  expect(documented).toEqual(actual);
});

test("the example in the engine's README serves a client over both transports", async () => {
  const [, example = ""] = /```ts\n([^`]+)```/.exec(README) ?? [];
  expect(example.trim().split("\n").length).toBeLessThanOrEqual(14);
  const source = example
    .replace('"./engine"', JSON.stringify(`${import.meta.dir}/../../src/engine`))
    .replace(
      "Bun.serve({\n  port: 3000,",
      'const server = Bun.serve({\n  hostname: "127.0.0.1",\n  port: 0,',
    );
  await using child = Bun.spawn({
    cmd: [process.execPath, "-e", `${source}\nconsole.log(server.url.origin);`],
    cwd: import.meta.dir,
    stdout: "pipe",
  });
  const { value } = await child.stdout.getReader().read();
  const url = new TextDecoder().decode(value).trim();
  using ada = await Wire.open(url);
  const lin = await Session.open(url);
  ada.send("40");
  await ada.hears("40");
  await lin.post("40");
  await lin.hears("40");
  ada.send('42["move",7]');
  expect(await lin.hears("42")).toBe('42["moved",7]');
});

test("no file of the engine names the project, its events or its settings", async () => {
  const folder = `${import.meta.dir}/../../src/engine`;
  for await (const file of new Bun.Glob("*").scan({ cwd: folder, absolute: true })) {
    const text = await Bun.file(file).text();
    expect([
      file,
      text.match(
        /\b(chuan|dixiu|tianxiu|chat|H\d+|P\d+|[A-Z]+_(?:URL|ORIGINS|PROXY|BYTES|RATE))\b/gi,
      ),
    ]).toEqual([file, null]);
  }
});
