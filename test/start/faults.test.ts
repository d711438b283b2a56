import { expect, test } from "bun:test";
import { pino } from "pino";
import { logStoreFaults } from "../../src/start/faults";

test("H42: what the store tries again is logged once a minute, by what could not be done; what was not delivered, as before", () => {
  const said: string[] = [];
  const logger = pino(
    {},
    { write: (line) => said.push((JSON.parse(line) as { msg: string }).msg) },
  );
  const { failed, unswept } = logStoreFaults(logger);
  for (let n = 0; n < 3; n += 1) {
    failed(new Error("no descriptor"), "what was removed could not be erased");
    unswept(new Error("no descriptor"));
    unswept(new Error("a folder is in the way"));
    failed(new Error("no descriptor"));
  }
  expect(said).toEqual([
    "what was removed could not be erased",
    "files could not be swept",
    "files could not be swept",
    "a message could not be delivered",
  ]);
});
