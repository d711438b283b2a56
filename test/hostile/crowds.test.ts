import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { serve } from "../support/server";
import { shake, Wire } from "./attacker";
import { Victim } from "./victim";

setDefaultTimeout(60_000);

const statuses = async (answers: Promise<Response>[]) =>
  (await Promise.all(answers)).map(({ status }) => status);

/** Whether a WebSocket is admitted. It stays open until the server ends. */
const opens = (url: string, headers: Record<string, string>) =>
  Wire.open(url, { headers }).then(
    () => true,
    () => false,
  );

const count = <T>(of: T[], wanted: T) => of.filter((one) => one === wanted).length;

describe("H10: a client that forges the header of a proxy", () => {
  test("has no address at all on stock", async () => {
    await using stock = await Victim.start("stock");
    using mallory = await Wire.connect(stock.url, { "X-Forwarded-For": "203.0.113.7" });
    expect(await mallory.hears('42["dixiu"')).toContain('"address":"none"');
  });

  test.each(["X-Forwarded-For", "Fly-Client-IP", "X-Real-IP", "Forwarded"])(
    "is counted on chuan by the connection's address: %s",
    async (header) => {
      await using server = await serve({ CONNECTIONS_PER_ADDRESS: "3" });
      const shakes = Array.from({ length: 6 }, (_, n) =>
        shake(server.url, { [header]: `203.0.113.${n}` }),
      );
      expect(count(await statuses(shakes), 429)).toBe(3);
    },
  );

  test("gets no more connections to chuan than one address may have, over either transport", async () => {
    await using server = await serve({ CONNECTION_RATE_PER_ADDRESS: "10" });
    const start = performance.now();
    const tries = Array.from({ length: 100 }, async (_, n) => {
      const headers = { "X-Forwarded-For": `203.0.113.${n}`, "X-Real-IP": `203.0.113.${n}` };
      if (n % 2) return (await shake(server.url, headers)).ok;
      return opens(server.url, headers);
    });
    const letIn = count(await Promise.all(tries), true);
    const seconds = (performance.now() - start) / 1000;
    expect(letIn).toBeGreaterThanOrEqual(10);
    expect(letIn).toBeLessThanOrEqual(10 + 10 * seconds + 1);
  });

  test("where a proxy is trusted, each client behind it has an address of its own", async () => {
    await using server = await serve({ CONNECTIONS_PER_ADDRESS: "2", TRUSTED_PROXY: "fly" });
    const shakes = (address: string) =>
      Array.from({ length: 3 }, () => shake(server.url, { "Fly-Client-IP": address }));
    const [ada, lin] = [shakes("203.0.113.7"), shakes("203.0.113.8")];
    expect(count(await statuses(ada), 200)).toBe(2);
    expect(count(await statuses(lin), 200)).toBe(2);
  });

  test("where a proxy is trusted, all addresses of an IPv6 /64 are one", async () => {
    await using server = await serve({ CONNECTIONS_PER_ADDRESS: "2", TRUSTED_PROXY: "X-Real-IP" });
    const shakes = Array.from({ length: 6 }, (_, n) =>
      shake(server.url, { "X-Real-IP": `2001:db8:1:2:${n}::${n}` }),
    );
    expect(count(await statuses(shakes), 200)).toBe(2);
    expect((await shake(server.url, { "X-Real-IP": "2001:db8:1:3::1" })).status).toBe(200);
  });
});

describe("H11: handshakes without end, with large headers", () => {
  const BURST = 400;
  const flood = (url: string) =>
    Array.from({ length: BURST }, () => shake(url, { "X-Large": "x".repeat(8000) }));

  test("stock accepts each, and keeps its headers", async () => {
    await using stock = await Victim.start("stock");
    expect(count(await statuses(flood(stock.url)), 200)).toBe(BURST);
    const { connections } = await stock.condition();
    expect(connections).toBe(BURST);
  });

  test("chuan accepts a hundred a second from one address, and keeps no headers", async () => {
    await using chuan = await Victim.start("guarded");
    const start = performance.now();
    const answers = await Promise.all(flood(chuan.url));
    const seconds = (performance.now() - start) / 1000;
    const taken = answers.filter(({ status }) => status === 200).length;
    expect(taken).toBeLessThanOrEqual(100 + 100 * seconds + 1);
    const refused = answers.find(({ status }) => status !== 200);
    expect(refused?.status).toBe(429);
    expect(refused?.headers.get("Retry-After")).toBe("1");
    await chuan.recovers(chuan.atFirst);
  });

  test("a connection frees its place when it ends, however it ends", async () => {
    await using server = await serve({ CONNECTIONS_PER_ADDRESS: "1" });
    for (let n = 0; n < 3; n += 1) {
      using ada = await Wire.connect(server.url);
      expect((await shake(server.url)).status).toBe(429);
      ada.send(n === 0 ? "1" : n === 1 ? "41" : "nonsense");
      await ada.cutOff();
    }
    await Wire.connect(server.url);
  });

  test("a handshake that fails keeps no place", async () => {
    await using server = await serve({ CONNECTIONS_PER_ADDRESS: "1" });
    const without = await fetch(`${server.url}/socket.io/?EIO=4&transport=websocket`, {
      headers: { Upgrade: "websocket", Connection: "Upgrade" },
    });
    expect(without.status).toBeGreaterThanOrEqual(400);
    expect((await shake(server.url, {}, { method: "PUT" })).status).toBe(400);
    using _ = await Wire.connect(server.url);
  });

  test("MAX_CONNECTIONS: connections over the limit in all are refused with 503", async () => {
    await using server = await serve({ MAX_CONNECTIONS: "2" });
    const shakes = Array.from({ length: 3 }, () => shake(server.url));
    expect((await statuses(shakes)).toSorted((one, other) => one - other)).toEqual([200, 200, 503]);
  });
});
