/** What sending and fetching files needs: a lazy module, which is fetched with the first file. */
import type { Identity } from "../../client/identity";
import type { OutboxStore } from "../../client/outbox-store";
import type { UploaderParts } from "../../client/uploads";
import { type FileTable, openFileTable } from "../storage/file-table";
import { createIntroduction } from "./introduction";
import { upload } from "./upload";

export interface PageFiles extends UploaderParts {
  /** Gets the cookie with which this browser fetches files (P38). Resolves with whether there is one. */
  introduce: () => Promise<boolean>;
}

/** The lock of the page that uploads. */
const UPLOADING = "chuan.upload";

export function openPageFiles({ key }: Identity, outbox: OutboxStore): PageFiles {
  const files = openFileTable(() => indexedDB);
  void sweep(files, outbox).catch(() => {});
  return {
    files,
    introduce: createIntroduction(key),
    upload: (one) => upload(key, one),
    // A page without TLS has no locks. Then two pages may upload a file, and one of the two is swept.
    alone: async (work) =>
      navigator.locks ? await navigator.locks.request(UPLOADING, work) : work(),
  };
}

/** Removes the bytes that neither the outbox nor the box of a room names any more. */
async function sweep(files: FileTable, outbox: OutboxStore): Promise<void> {
  const unsent = (await outbox.load()).map((one) => ("files" in one ? one.files : []));
  const named = JSON.stringify(unsent) + [...boxes()].join("");
  await files.sweep((key) => named.includes(`"${key}"`));
}

/** What this browser keeps of the boxes of all rooms. */
function* boxes(): Iterable<string> {
  for (let n = 0; n < localStorage.length; n += 1)
    yield localStorage.getItem(localStorage.key(n) ?? "") ?? "";
}
