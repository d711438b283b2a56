import { expect, test } from "bun:test";

const PROTOCOL = `${import.meta.dir}/../../src/protocol`;

/** A door of the protocol as a browser would be sent it, with all that it imports. */
async function bundleOf(entry: string): Promise<string> {
  const { outputs } = await Bun.build({ entrypoints: [`${PROTOCOL}/${entry}`], target: "browser" });
  return (await Promise.all(outputs.map((output) => output.text()))).join("\n");
}

test("the page's import of src/protocol has no schemas, the server's has", async () => {
  expect(await bundleOf("schemas/index.ts")).toContain("abortPipeEarly");
  const both = await bundleOf("index.ts");
  expect(both).toContain("roomNamed");
  expect(both).not.toContain("abortPipeEarly");
});
