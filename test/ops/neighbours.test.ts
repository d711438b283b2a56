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

test("a machine with SQLite that has a neighbour logs a warning with the setting to change", async () => {
  const [line = ""] = await logged(() =>
    Promise.resolve([["148e21ea7b3e89 hkg,", "d8d9049b663d18 lis"]]),
  );
  expect(line).toContain("DATABASE_URL");
  expect(JSON.parse(line)).toMatchObject({ level: 50, others: ["d8d9049b663d18"] });
});

test.each([
  ["the machine is alone", () => Promise.resolve([["148e21ea7b3e89 hkg"]])],
  ["DNS knows no machine", () => Promise.resolve([])],
  ["DNS does not answer", () => Promise.reject(new Error("ESERVFAIL"))],
])("no warning about neighbours is logged: %s", async (_, answer) => {
  expect(await logged(answer)).toEqual([]);
});

test("only the variables that Fly.io sets mean that the server runs on Fly.io", () => {
  expect(readFly({ FLY_APP_NAME: FLY.app, FLY_MACHINE_ID: FLY.machine })).toEqual(FLY);
  expect(readFly({ FLY_APP_NAME: FLY.app })).toBeUndefined();
  expect(readFly({})).toBeUndefined();
});
