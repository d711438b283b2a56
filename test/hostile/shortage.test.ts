/** What a server does in the background while no file descriptor is left (H42). */
import { dlopen } from "bun:ffi";
import { expect, setDefaultTimeout, test } from "bun:test";
import { rm } from "node:fs/promises";
import { commandOf } from "../support/compiled";
import { quickFolder } from "../support/folder";
import { linesOf } from "../support/lines";
import { freePort } from "../support/port";
import { until } from "../support/until";
import { Wire } from "./attacker";

setDefaultTimeout(90_000);

const { symbols: libc } = dlopen("libc.so.6", {
  prlimit: { args: ["int", "int", "ptr", "ptr"], returns: "int" },
});
/** Linux's number of the limit on open files. */
const RLIMIT_NOFILE = 7;

/** Files that a process may open: fewer than it has open, and more. */
const [NONE, MANY] = [3, 1024];
/** Looks, a second apart, at which the server finds no descriptor. As often it tries to erase. */
const LOOKS = 2;
/** What the system says of the store's file, which is opened once more to erase. */
const UNOPENED = "EMFILE: too many open files, open";

/** Lets a running process have so many open files. It keeps those that it has. */
function limitFiles(pid: number, most: number): void {
  const limit = new BigUint64Array([BigInt(most), BigInt(MANY)]);
  if (libc.prlimit(pid, RLIMIT_NOFILE, limit, null) !== 0)
    throw new Error("the limit on open files could not be changed");
}

async function startServer() {
  const [folder, port] = [await quickFolder("chuan-shortage-"), await freePort()];
  const server = await commandOf("server");
  const child = Bun.spawn(["sh", "-c", `ulimit -n ${MANY}; exec "$0" "$@"`, ...server], {
    env: {
      PATH: process.env.PATH,
      HOST: "127.0.0.1",
      PORT: "0",
      DATABASE_URL: `sqlite:${folder}/chuan.db`,
      METRICS_PORT: String(port),
    },
    stdout: "pipe",
    stderr: "inherit",
  });
  const said: string[] = [];
  const reading = readInto(said, child.stdout);
  const has = (text: string) => said.some((line) => line.includes(text));
  await until("the server to listen", () => has("listening"));
  return {
    url: `http://127.0.0.1:${said.join("\n").match(/127\.0\.0\.1:(\d+)"/)?.[1]}`,
    said,
    has,
    limit: (most: number) => limitFiles(child.pid, most),
    /** Asks over a connection that stays open for as long as it is used. */
    async shortages(): Promise<number> {
      const numbers = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      return Number(/^chuan_descriptor_shortages_total (\d+)/m.exec(numbers)?.[1]);
    },
    end: () => child.kill("SIGTERM"),
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.exited;
      await reading;
      await rm(folder, { recursive: true });
    },
  };
}

async function readInto(said: string[], stream: ReadableStream<Uint8Array>): Promise<void> {
  const lines = linesOf(stream);
  const next = () => lines.next().catch(() => undefined);
  for (let line = await next(); line !== undefined; line = await next()) said.push(line);
}

test("H42: while no descriptor is free, an erasure that fails each second is logged once, with its cause", async () => {
  await using server = await startServer();
  using ada = await Wire.connect(server.url);
  ada.send('427["chuan",{"name":"ada","txt":"hello"}]');
  expect(await ada.hears("437[")).toContain('"ok":true');
  ada.send('428["remove",{"room":"lobby","seq":1}]');
  expect(await ada.hears("438[")).toContain('"ok":true');
  await server.shortages();
  server.limit(NONE);
  await until("an erasure to fail", async () => {
    await server.shortages();
    return server.has(UNOPENED);
  });
  const before = await server.shortages();
  await until("further attempts", async () => (await server.shortages()) >= before + LOOKS);
  server.limit(MANY);
  server.end();
  await until("the server to end", () => server.has("leaving"));
  const failures = server.said.filter((line) => line.includes(UNOPENED));
  expect(failures).toHaveLength(1);
  expect(failures[0]).toContain("what was removed could not be erased");
});
