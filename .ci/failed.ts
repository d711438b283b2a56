/** Prints the files of a JUnit report in which a test failed, a line each. */
const report = await Bun.file(process.argv[2] ?? "").text();
const files = new Set<string>();
for (const [suite] of report.matchAll(/<testsuite\b[^>]*>/g)) {
  const file = /\bfile="([^"]*)"/.exec(suite)?.[1];
  if (file && !/\bfailures="0"/.test(suite)) files.add(file);
}
process.stdout.write([...files].map((file) => `${file}\n`).join(""));
