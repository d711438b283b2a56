import type { ReadonlySignal } from "@preact/signals";
import { useState } from "preact/hooks";
import type * as Dialogs from "../dialogs/dialogs";
import { controls } from "../lazy/lazy-controls";
import type { LazyModule } from "../lazy/lazy-module";
import { WithModule } from "../lazy/with-module";
import type { PermissionOffer } from "../notifications/permission-offer";
import type { Chat } from "../state/chat";
import type { Persistence } from "../storage/outbox-table";
import { ReloadNotice } from "./reload-notice";

interface Props {
  chat: Chat;
  dialogs: LazyModule<typeof Dialogs>;
  /** Whether unsent messages survive a reload. */
  persistence: ReadonlySignal<Persistence>;
  offer: PermissionOffer;
}

/** What the page has to say above the messages. */
export function Notices({ chat, dialogs, persistence, offer }: Props) {
  const [dismissed, dismiss] = useState<Persistence>("all");
  const saved = persistence.value;
  const mentionedBy = offer.mentionedBy.value;
  // If nothing is saved, loading the page again would lose unsent messages.
  const isSafe = saved === "all";
  return (
    <>
      {!isSafe && saved !== dismissed && (
        <WithModule module={controls}>
          {({ StorageNotice }) => (
            <StorageNotice persistence={saved} onClose={() => dismiss(saved)} />
          )}
        </WithModule>
      )}
      <WithModule module={controls} fallback={isSafe && <ReloadNotice text="absent" />}>
        {({ VersionNotice }) => <VersionNotice status={chat.status} isSafe={isSafe} />}
      </WithModule>
      {(chat.own.ended.value || chat.decided.value) && (
        <WithModule module={dialogs}>{({ PageNotices }) => <PageNotices chat={chat} />}</WithModule>
      )}
      {mentionedBy !== undefined && (
        <WithModule module={dialogs}>
          {({ PermissionNotice }) => <PermissionNotice offer={offer} by={mentionedBy} />}
        </WithModule>
      )}
    </>
  );
}
