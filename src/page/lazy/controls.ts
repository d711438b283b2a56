/** Buttons, shortcuts and rare notices: a lazy module, which the page does not need at first. */
export { nameBeingTyped } from "../composer/completion";
export { installServiceWorker } from "../browser/install-service-worker";
export { Gestures } from "../messages/gestures";
export { MessageActions } from "../messages/message-actions";
export { CompletionList, offeredBy } from "../composer/completion-list";
export { FilesNotice } from "../notices/files-notice";
export { StorageNotice } from "../notices/storage-notice";
export { Shortcuts } from "../browser/shortcuts";
export { VersionNotice } from "../notices/version-notice";
export { QueuedActions, UnsentActions } from "../messages/unsent-actions";
export { RefusedLine } from "../messages/refused-line";
export { KeptPurpose } from "../composer/kept-purpose";
export { PurposeLine } from "../composer/purpose-line";
export { WhoReacted } from "../reactions/who-reacted";
