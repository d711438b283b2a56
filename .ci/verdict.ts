/** Reads a JUnit report and says what it comes to. A test that was skipped counts as one that failed. */

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** How many tests a JUnit report has of each outcome. Throws when it is no such report. */
export function countsOf(report: string): Counts {
  const suites = /<testsuites\b[^>]*>/.exec(report)?.[0];
  if (!suites) throw new Error("this is no JUnit report");
  const number = (name: string) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(suites)?.[1] ?? 0);
  const failed = number("failures") + number("errors");
  const skipped = number("skipped");
  return { passed: number("tests") - failed - skipped, failed, skipped };
}

/** Whether a run with these counts may land. */
export function mayLand({ passed, failed, skipped }: Counts): boolean {
  return passed > 0 && failed === 0 && skipped === 0;
}

if (import.meta.main) {
  const counts = countsOf(await Bun.file(process.argv[2] ?? "").text());
  process.stdout.write(
    `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`,
  );
  process.exit(mayLand(counts) ? 0 : 1);
}
