/** What sending files needs: a lazy module, which is fetched with the first file. */
import type { OutboxStore } from "../../client/outbox-store";
import { openFileTable } from "../storage/file-table";

export { createIntroduction } from "./introduction";
export { upload } from "./upload";

/** The store of bytes, from which those are removed that neither the outbox nor the box of a room names any more. */
export function openFiles(outbox: OutboxStore, drafts: () => Iterable<string>) {
  const table = openFileTable(() => indexedDB);
  const sweep = async () => {
    const unsent = JSON.stringify(
      (await outbox.load()).map((one) => ("files" in one ? one.files : [])),
    );
    const staged = [...drafts()].join("");
    await table.sweep((key) => unsent.includes(`"${key}"`) || staged.includes(`"${key}"`));
  };
  void sweep().catch(() => {});
  return table;
}
