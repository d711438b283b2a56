/**
 * `bun run bench [part …]`: this server compared with others, within five minutes; or only the named parts.
 * `bun run bench against COMMIT [measure …]`: this version compared with another. Both commands compare on one machine
 * in one run: the ratios count.
 */
import { acts } from "./acts";
import { against } from "./against";
import { changes } from "./changes";
import { connections } from "./connections";
import { draw } from "./draw";
import { durable } from "./durable";
import { fanOut } from "./fan-out";
import { machines } from "./machines";
import { marks } from "./marks";
import { scale } from "./scale";
import { scroll } from "./scroll";
import { scrollPictures } from "./scroll-pictures";
import { slowReaders, slowReadersOften } from "./slow-readers";
import { turns } from "./turns";
import { uploads } from "./uploads";
import { wake } from "./wake";

type Parts = Record<string, () => Promise<void>>;

/** The parts that run when none is named. */
const usual: Parts = { fanOut, connections, slowReaders, durable, wake, machines };
const parts: Parts = {
  ...usual,
  acts,
  changes,
  draw,
  marks,
  scale,
  scroll,
  scrollPictures,
  slowReadersOften,
  turns,
  uploads,
};

async function runParts(names: readonly string[]): Promise<void> {
  for (const name of names.length > 0 ? names : Object.keys(usual)) {
    const part = parts[name];
    if (!part)
      throw new Error(`there is no part ${name}: there are ${Object.keys(parts).join(", ")}`);
    console.log(`\n## ${name}\n`);
    await part();
  }
}

const [first, ...rest] = process.argv.slice(2);
if (first === "against") await against(rest[0], rest.slice(1));
else await runParts(first === undefined ? [] : [first, ...rest]);
process.exit(0);
