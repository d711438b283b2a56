/** Sessions by long-polling whose clients have gone. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { Session } from "../hostile/attacker";
import { until } from "../support/until";
import { serveEngine } from "./serve-engine";

setDefaultTimeout(60_000);

/** As many sessions of one address may be without a poll, and some more. */
const [FEW, MORE] = [20, 15];

/** How many of these sessions are still there. */
async function countLeft(sessions: Session[]): Promise<number> {
  const answers = await Promise.all(sessions.map((session) => session.post("40")));
  return answers.filter(({ ok }) => ok).length;
}

test("H7, H11: of the sessions of one address that have no poll for two seconds 20 are kept, and all that poll or are of other addresses", async () => {
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
  const kept = [...polling, ...newest, ...others];
  await until("the end of some", () => server.io.engine.clientsCount === kept.length);
  expect(await countLeft(kept)).toBe(kept.length);
  expect(await countLeft(oldest)).toBe(0);
  await server.io.close();
  await Promise.all(polls);
});
