/**
 * `bun run bench [part …]`: this server beside others, within five minutes, or the parts that are named. They
 * compare on one machine in one run: what counts are the ratios.
 */
import { connections } from "./connections";
import { draw } from "./draw";
import { durable } from "./durable";
import { fanOut } from "./fan-out";
import { machines } from "./machines";
import { scale } from "./scale";
import { scroll } from "./scroll";
import { slowReaders } from "./slow-readers";
import { wake } from "./wake";

type Parts = Record<string, () => Promise<void>>;

/** What is run when none is named. */
const usual: Parts = { fanOut, connections, slowReaders, durable, wake, machines };
const parts: Parts = { ...usual, draw, scale, scroll };

const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(usual);
for (const name of chosen) {
  const part = parts[name];
  if (!part)
    throw new Error(`there is no part ${name}: there are ${Object.keys(parts).join(", ")}`);
  console.log(`\n## ${name}\n`);
  await part();
}
process.exit(0);
