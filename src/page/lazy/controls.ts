/** What one acts with, and what the page says rarely: a part of the page of its own, which its first look does without. */
export { nameBeingTyped } from "../composer/completion";
export { installServiceWorker } from "../browser/install-service-worker";
export { MessageActions } from "../messages/message-actions";
export { CompletionList, offeredBy } from "../composer/completion-list";
export { FilesNotice } from "../notices/files-notice";
export { StorageNotice } from "../notices/storage-notice";
export { Shortcuts } from "../browser/shortcuts";
export { VersionNotice } from "../notices/version-notice";
export { UnsentActions } from "../messages/unsent-actions";
