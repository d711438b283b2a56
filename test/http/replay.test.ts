import { expect, setDefaultTimeout, test } from "bun:test";
import { replay } from "../../src/http/replay";
import { Client } from "../support/client";
import { within } from "../support/deadline";
import { preparedDatabase } from "../support/postgres";
import { serve } from "../support/server";
import { FlyProxy } from "./fly-proxy";

setDefaultTimeout(60_000);

const NAMES = ["e784e999", "d8d9049b", "148e21ea"];

/** Three machines of one app, behind the platform's proxy. */
async function app() {
  const database = await preparedDatabase();
  const servers = await Promise.all(
    NAMES.map((FLY_MACHINE_ID) =>
      serve({ FLY_APP_NAME: "chuan", FLY_MACHINE_ID, DATABASE_URL: database.url }),
    ),
  );
  const proxy = new FlyProxy(servers.map(({ url }, n) => ({ id: NAMES[n]!, url })));
  return {
    proxy,
    /** Stops the machine on which a session is, and has the proxy know. */
    async stopMachineOf(client: Client): Promise<void> {
      const name = client.socket.io.engine.id.split(".")[1]!;
      proxy.machines.splice(
        proxy.machines.findIndex(({ id }) => id === name),
        1,
      );
      await servers[NAMES.indexOf(name)]![Symbol.asyncDispose]();
    },
    async [Symbol.asyncDispose]() {
      proxy[Symbol.dispose]();
      const alive = proxy.machines.map(({ id }) => servers[NAMES.indexOf(id)]!);
      await Promise.all(alive.map((server) => server[Symbol.asyncDispose]()));
      await database[Symbol.asyncDispose]();
    },
  };
}

test("a stock long-polling client's requests reach its session through any machine", async () => {
  await using chat = await app();
  await using ada = await Client.connect(chat.proxy.url, "polling");
  await using lin = await Client.connect(chat.proxy.url, "polling");
  for (let n = 0; n < 10; n += 1) {
    expect(await ada.say(`message ${n}`)).toMatchObject({ ok: true });
    expect((await lin.message()).msg.txt).toBe(`message ${n}`);
  }
  expect(chat.proxy.replays.length).toBeGreaterThan(0);
  for (const replayed of chat.proxy.replays) expect(replayed).toMatch(/^prefer_instance=\w+$/);
});

test("a long-polling client whose machine is gone connects again, and catches up", async () => {
  await using chat = await app();
  await using ada = await Client.connect(chat.proxy.url, "polling");
  await using lin = await Client.connect(chat.proxy.url, "polling");
  await ada.next("dixiu");
  await ada.say("before");
  await chat.stopMachineOf(ada);
  await within(30_000, "another greeting", ada.next("dixiu"));
  expect(await ada.ask("history", { room: "lobby", after: 0 })).toMatchObject({ head: 1 });
  expect(await ada.say("after")).toMatchObject({ ok: true, meta: { seq: 2 } });
  await lin.message();
});

test("a WebSocket is never replayed: its session id names no machine", async () => {
  await using machine = await serve({ FLY_APP_NAME: "chuan", FLY_MACHINE_ID: NAMES[0] });
  await using ada = await Client.connect(machine.url, "websocket");
  expect(ada.socket.io.engine.id).not.toContain(".");
});

const asking = (sid: string, headers: Record<string, string> = {}) =>
  new Request(`http://chat.example/socket.io/?EIO=4&transport=polling&sid=${sid}`, { headers });

test.each([
  [
    "a request for another machine's session is replayed there",
    "abc.d8d9049b",
    {},
    "prefer_instance=d8d9049b",
  ],
  ["a request for this machine's session is answered here", "abc.e784e999", {}, undefined],
  ["a request for a session without a machine is answered here", "abc", {}, undefined],
  [
    "a request that was replayed is not replayed again",
    "abc.d8d9049b",
    { "fly-replay-src": "t=1" },
    undefined,
  ],
  [
    "a request for a session whose machine is gone is answered here",
    "abc.d8d9049b",
    { "fly-preferred-instance-unavailable": "d8d9049b" },
    undefined,
  ],
  [
    "a session id with an impossible machine is not put into a header",
    "abc.a%0d%0aSet-Cookie:x",
    {},
    undefined,
  ],
  [
    "a session id with a list of directives is not put into a header",
    "abc.d8d9049b;app=other",
    {},
    undefined,
  ],
])("%s", (_, sid, headers, expected) => {
  const answer = replay(asking(sid, headers), "e784e999");
  expect(answer?.headers.get("fly-replay")).toBe(expected);
});
