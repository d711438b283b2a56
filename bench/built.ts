/** The server as it is deployed. Built, it starts in half the time. */

const ROOT = `${import.meta.dir}/..`;

/** Builds the server of a checkout, this one unless another is named, and returns its script. */
export async function build(root = ROOT): Promise<string> {
  await Bun.$`bun run build`.cwd(root).quiet();
  return `${root}/dist/start.js`;
}
