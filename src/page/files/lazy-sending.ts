/** How the outbox keeps and uploads files, by code that is fetched with the first of them. */
import type { Identity } from "../../client/identity";
import type { OutboxStore } from "../../client/outbox-store";
import type { UploadParts } from "../../client/uploads";
import type { FileTable } from "../storage/file-table";

const UPLOADING = "chuan.upload";

export interface PageFiles extends UploadParts {
  /** Gets the cookie with which this browser fetches files (P38). Resolves with whether there is one. */
  introduce: () => Promise<boolean>;
}

/** `outbox` rejects when it cannot be read. */
export function sendsFiles({ key }: Identity, outbox: OutboxStore): PageFiles {
  let table: FileTable | undefined;
  let introduce: PageFiles["introduce"] | undefined;
  const files = async () => (table ??= (await fetched()).openFiles(outbox, drafts));
  return {
    files: {
      put: async (name, bytes) => (await files()).put(name, bytes),
      get: async (name) => (await files()).get(name),
      remove: async (names) => (await files()).remove(names),
    },
    introduce: async () => (introduce ??= (await fetched()).createIntroduction(key))(),
    upload: async (one) => (await fetched()).upload(key, one),
    // A page without TLS has no locks. Then two pages may upload a file, and one of the two is swept.
    alone: async (work) =>
      navigator.locks ? await navigator.locks.request(UPLOADING, work) : work(),
  };
}

const fetched = () => import("./sending");

/** What this browser keeps of the boxes of all rooms. */
function* drafts(): Iterable<string> {
  for (let n = 0; n < localStorage.length; n += 1)
    yield localStorage.getItem(localStorage.key(n) ?? "") ?? "";
}
