/** Sessions by long-polling whose clients have gone. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { Session, Wire } from "../hostile/attacker";
import { until } from "../support/until";
import { serveEngine } from "./serve-engine";

setDefaultTimeout(60_000);

/** As many sessions of one address may be without a poll, and some more. */
const [FEW, MORE] = [10, 15];

/** How many of these sessions are still there. */
async function countLeft(sessions: Session[]): Promise<number> {
  const answers = await Promise.all(sessions.map((session) => session.post("40")));
  return answers.filter(({ ok }) => ok).length;
}

test("H7, H11: of the sessions of one address that have no poll for three seconds ten are kept, and all that poll, upgrade, or are of other addresses", async () => {
  await using server = await serveEngine({ addressHeader: "X-Real-IP" });
  const open = (address: string, count: number) =>
    Promise.all(
      Array.from({ length: count }, () => Session.open(server.url, { "X-Real-IP": address })),
    );
  const polling = await open("192.0.2.1", 5);
  const polls = polling.map((session) => session.poll());
  const oldest = await open("192.0.2.1", MORE);
  const newest = await open("192.0.2.1", FEW);
  const others = await open("192.0.2.2", FEW);
  // They wait for the answer to their probe, on a slow line, and do not poll.
  const upgrading = await open("192.0.2.3", MORE);
  const probes = await Promise.all(
    upgrading.map(async ({ sid }) => {
      const probe = await Wire.open(server.url, { sid, headers: { "X-Real-IP": "192.0.2.3" } });
      probe.send("2probe");
      return probe;
    }),
  );
  const kept = [...polling, ...newest, ...others, ...upgrading];
  await until("the end of some", () => server.io.engine.clientsCount === kept.length);
  expect(await countLeft(kept)).toBe(kept.length);
  expect(await countLeft(oldest)).toBe(0);
  await server.io.close();
  await Promise.all(polls);
  for (const probe of probes) probe[Symbol.dispose]();
});
