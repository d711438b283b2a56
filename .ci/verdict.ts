/**
 * Reads a JUnit report and says what it comes to, and how long the tests took. A test that was skipped counts as one
 * that failed. The time is printed and not judged: it depends on the machine, which may be busy.
 */

/** Seconds that the tests may take on two cores with nothing else to do. */
const LIMIT = 150;

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** The number that a JUnit report gives for all of its tests under this name, or 0. Throws when it is no such report. */
function numberIn(report: string, name: string): number {
  const suites = /<testsuites\b[^>]*>/.exec(report)?.[0];
  if (!suites) throw new Error("this is no JUnit report");
  return Number(new RegExp(`\\b${name}="([\\d.]+)"`).exec(suites)?.[1] ?? 0);
}

/** How many seconds the tests of a JUnit report took. Throws when it is no such report. */
export const secondsOf = (report: string) => numberIn(report, "time");

/** How many tests a JUnit report has of each outcome. Throws when it is no such report. */
export function countsOf(report: string): Counts {
  const number = (name: string) => numberIn(report, name);
  const failed = number("failures") + number("errors");
  const skipped = number("skipped");
  return { passed: number("tests") - failed - skipped, failed, skipped };
}

/** Whether a run with these counts may land. */
export function mayLand({ passed, failed, skipped }: Counts): boolean {
  return passed > 0 && failed === 0 && skipped === 0;
}

if (import.meta.main) {
  const report = await Bun.file(process.argv[2] ?? "").text();
  const counts = countsOf(report);
  const seconds = secondsOf(report).toFixed(0);
  process.stdout.write(
    `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped, in ${seconds} s; the limit on two cores is ${LIMIT} s\n`,
  );
  process.exit(mayLand(counts) ? 0 : 1);
}
