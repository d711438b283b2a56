/** Buttons, shortcuts and rare notices: a lazy module, which the page does not need at first. */
export { nameBeingTyped } from "../composer/completion";
export { installServiceWorker } from "../browser/install-service-worker";
export { MessageActions } from "../messages/message-actions";
export { CompletionList, offeredBy } from "../composer/completion-list";
export { FilesNotice } from "../notices/files-notice";
export { StorageNotice } from "../notices/storage-notice";
export { Shortcuts } from "../browser/shortcuts";
export { VersionNotice } from "../notices/version-notice";
export { UnsentActions } from "../messages/unsent-actions";
