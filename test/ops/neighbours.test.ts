import { expect, setDefaultTimeout, test } from "bun:test";
import { pino } from "pino";
import { readFly } from "../../src/ops/fly";
import { warnOfNeighbours } from "../../src/ops/neighbours";

setDefaultTimeout(60_000);

const FLY = { app: "chuan", machine: "148e21ea7b3e89" };

/** What is logged when Fly.io's DNS answers so. */
async function logged(answer: () => Promise<string[][]>): Promise<string[]> {
  const lines: string[] = [];
  const logger = pino({}, { write: (line: string) => void lines.push(line) });
  const asked: string[] = [];
  await warnOfNeighbours(FLY, logger, (name) => {
    asked.push(name);
    return answer();
  });
  expect(asked).toEqual(["vms.chuan.internal"]);
  return lines;
}

test("two machines with a SQLite log each are warned of, with the setting that helps", async () => {
  const [line = ""] = await logged(() =>
    Promise.resolve([["148e21ea7b3e89 hkg,", "d8d9049b663d18 lis"]]),
  );
  expect(line).toContain("DATABASE_URL");
  expect(JSON.parse(line)).toMatchObject({ level: 50, others: ["d8d9049b663d18"] });
});

test.each([
  ["a machine that is alone", () => Promise.resolve([["148e21ea7b3e89 hkg"]])],
  ["nobody at all", () => Promise.resolve([])],
  ["a DNS that does not answer", () => Promise.reject(new Error("ESERVFAIL"))],
])("%s is no reason to warn", async (_, answer) => {
  expect(await logged(answer)).toEqual([]);
});

test("only Fly.io's own variables say that this is Fly.io", () => {
  expect(readFly({ FLY_APP_NAME: FLY.app, FLY_MACHINE_ID: FLY.machine })).toEqual(FLY);
  expect(readFly({ FLY_APP_NAME: FLY.app })).toBeUndefined();
  expect(readFly({})).toBeUndefined();
});
