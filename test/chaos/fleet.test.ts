import { expect, setDefaultTimeout, test } from "bun:test";
import { commandOf } from "../support/compiled";
import { preparedDatabase } from "../support/postgres";
import { UNLIMITED } from "../support/server";
import { run } from "./campaign";
import { check, noFaults } from "./checker";
import { Fleet } from "./fleet";
import { Random } from "./random";

// On a machine that has much else to do; each blow of a campaign has a deadline of its own.
setDefaultTimeout(300_000);

test("nothing acknowledged is lost, doubled, reordered or in another state, and nothing is numbered after an act that forbade it (P32), on three machines that share a database, while they, their network to it and the database fail", async () => {
  await using database = await preparedDatabase();
  const random = new Random(20_261);
  await using fleet = await Fleet.of({
    databaseUrl: database.url,
    machines: 3,
    env: { ...UNLIMITED, DRAIN_SECONDS: "1" },
    random,
    outage: 500,
    server: await commandOf("server"),
  });
  const { records, catchingUp, acts } = await run({
    site: fleet,
    random,
    rounds: 1,
    people: 3,
    rooms: 2,
    rate: 10,
    load: 300,
    patience: 30_000,
    lateness: 0,
    tell: () => {},
  });
  expect(check(records)).toEqual(noFaults());
  expect(catchingUp).not.toContain(undefined);
  expect(acts).toBeGreaterThan(1);
});
