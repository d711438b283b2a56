/** H40: connections without end, each with a request that takes a while to read. */
import { afterEach, expect, setDefaultTimeout, test } from "bun:test";
import { within } from "../support/deadline";
import { besiege, endSieges } from "./besiege";
import { echo, ELSEWHERE, isUnnoticed, TRUSTED_PROXY } from "./echo";
import { Victim } from "./victim";

setDefaultTimeout(120_000);
afterEach(endSieges);

/** Milliseconds between two messages: the attack has to have begun. */
const PAUSE = 40;
/** Milliseconds for a new client's request. */
const DEADLINE = 10_000;

test("H40: while connection after connection brings a request that takes a while to read, other clients are served, and new ones let in", async () => {
  const control = await Victim.control();
  await using chuan = await Victim.start("guarded", { TRUSTED_PROXY });
  await using _ = await besiege(
    chuan.url,
    "H40: connection after connection, each with a request that takes a while to read",
  );
  const [attacked, undisturbed] = await Promise.all([
    echo(chuan.url, PAUSE),
    echo(control.url, PAUSE),
  ]);
  expect([attacked, undisturbed, isUnnoticed(attacked, undisturbed)]).toEqual([
    attacked,
    undisturbed,
    true,
  ]);
  const headers = { ...ELSEWHERE, Connection: "close" };
  const answer = fetch(`${chuan.url}/healthz`, { headers });
  expect((await within(DEADLINE, "a new client's answer", answer)).status).toBe(200);
});
