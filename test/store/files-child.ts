/** A program that stores messages with files without end, to be killed: `bun files-child.ts URL ROUND`. */
import { openStore, readLocation } from "../../src/store";
import { added, bytesOf, said } from "./files-parts";

const [, , url = "", round = ""] = process.argv;
const files = { place: "beside" as const, bytes: 0 };
const store = await openStore(readLocation(url), { onFault: () => {}, files });
const { log } = store;
if (!store.files) throw new Error("the store has no files");
const parts = { log, files: store.files };
const id = (n: number, m: number) => `${round}-${n}-${m}-`.padEnd(22, "x");

async function speak(n: number): Promise<never> {
  for (let m = 0; ; m += 1) {
    const size = 1000 + ((n * 7919 + m * 104_729) % 600_000);
    const at = Date.now();
    const file = await added(parts.files, bytesOf(size), { id: id(n, m), small: 500, at });
    const { seq } = await said(parts, `${round}-${n}-${m}`, [file]);
    process.stdout.write("said");
    if (m % 3 === 2)
      await log.change({
        kind: "remove",
        room: "lobby",
        seq,
        id: `r-${round}-${n}-${m}`,
        by: "ada",
      });
  }
}

process.stdout.write("ready");
await Promise.all([1, 2, 3, 4].map(speak));
