import { expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { countsOf, mayLand, secondsOf } from "../../.ci/verdict";

test.each([
  ["all passed", { passed: 3, failed: 0, skipped: 0 }, true],
  ["one failed", { passed: 3, failed: 1, skipped: 0 }, false],
  ["one was skipped", { passed: 3, failed: 0, skipped: 1 }, false],
  ["none ran", { passed: 0, failed: 0, skipped: 0 }, false],
])("a run in which %s", (_, counts, may) => {
  expect(mayLand(counts)).toBe(may);
});

test("the report of a run with a test passed, failed, skipped and left for later is read as such", async () => {
  const folder = await mkdtemp(`${tmpdir()}/chuan-ci-`);
  await Bun.write(
    `${folder}/planted.test.ts`,
    `import { expect, test } from "bun:test";
     test("passes", () => Bun.sleep(200));
     test("fails", () => expect(1).toBe(2));
     test.skip("is skipped", () => {});
     test.todo("is left for later");`,
  );
  const report = `${folder}/results.xml`;
  const run = Bun.spawn(
    [
      process.execPath,
      "test",
      "--reporter=junit",
      `--reporter-outfile=${report}`,
      "./planted.test.ts",
    ],
    { cwd: folder, stdout: "ignore", stderr: "ignore" },
  );
  await run.exited;
  const text = await Bun.file(report).text();
  expect(countsOf(text)).toEqual({ passed: 1, failed: 1, skipped: 2 });
  expect(secondsOf(text)).toBeGreaterThan(0.2);
  await rm(folder, { recursive: true });
});

test("what is no report is not taken for a good one", () => {
  expect(() => countsOf("")).toThrow("no JUnit report");
});
