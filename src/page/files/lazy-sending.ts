/** How the page keeps, uploads and fetches files, by code that is fetched with the first of them. */
import type { Identity } from "../../client/identity";
import type { OutboxStore } from "../../client/outbox-store";
import type { PageFiles } from "./sending";

/** Rejects when the code cannot be fetched. */
export type OpenFiles = () => Promise<PageFiles>;

/** `outbox` rejects when it cannot be read. */
export function sendsFiles(identity: Identity, outbox: OutboxStore): OpenFiles {
  let opened: PageFiles | undefined;
  return async () => {
    const { openPageFiles } = await import("./sending");
    return (opened ??= openPageFiles(identity, outbox));
  };
}
