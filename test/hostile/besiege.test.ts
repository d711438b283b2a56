/** A siege begins on machines of any speed and against any limits, and ends whatever happens. */
import { afterEach, expect, setDefaultTimeout, test } from "bun:test";
import { rejection } from "../support/rejection";
import { until } from "../support/until";
import { besiege, endSieges } from "./besiege";
import { Victim } from "./victim";

setDefaultTimeout(60_000);
afterEach(endSieges);

/** Milliseconds in which a running attacker connects many times. */
const A_WHILE = 200;
/** A siege that needs eleven connections at once. */
const ELEVEN = "H7: long-polling sessions that never poll, while everybody talks";
const FLOOD = "H11: handshakes without end";

/** A server that answers everything with `status`, and counts. */
function counting(status: number) {
  let count = 0;
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch() {
      count += 1;
      return new Response("", { status });
    },
  });
  return {
    url: `http://127.0.0.1:${server.port}`,
    count: () => count,
    [Symbol.asyncDispose]: () => server.stop(true),
  };
}

test("a siege of many connections begins also when the server admits them slowly", async () => {
  await using slow = await Victim.start("guarded", { CONNECTION_RATE_PER_ADDRESS: "12" });
  await using _ = await besiege(slow.url, ELEVEN);
});

test("a siege that never begins is ended, and sends nothing more", async () => {
  await using refusing = counting(429);
  expect(String(await rejection(besiege(refusing.url, FLOOD, 1500)))).toContain("the beginning of");
  const count = refusing.count();
  expect(count).toBeGreaterThan(0);
  await Bun.sleep(A_WHILE);
  expect(refusing.count()).toBe(count);
});

test("a siege whose attacker cannot start is reported as ended at once", async () => {
  await using server = counting(200);
  const error = await rejection(besiege(server.url, "a siege that is not there"));
  expect(String(error)).toContain("the attacker of a siege that is not there has ended");
});

test("a siege that a test has left running is ended after the test, also one that has stopped sending", async () => {
  await using server = counting(200);
  const [one, silent] = [await besiege(server.url, FLOOD), await besiege(server.url, FLOOD)];
  silent.fallSilent();
  await until("the siege", () => server.count() > 100);
  await endSieges();
  const count = server.count();
  await Bun.sleep(A_WHILE);
  expect(server.count()).toBe(count);
  await Promise.all([one, silent].map((mallory) => mallory[Symbol.asyncDispose]()));
});
