/** What one acts with, and what the page says rarely: a part of the page of its own, which its first look does without. */
export { begunIn } from "../composer/completion";
export { installShell } from "../browser/install-service-worker";
export { Actions } from "../messages/message-actions";
export { Offer, offeredBy } from "../composer/completion-list";
export { FilesLine } from "../notices/files-notice";
export { KeepingLine } from "../notices/storage-notice";
export { Shortcuts } from "../browser/shortcuts";
export { VersionLine } from "../notices/version-notice";
export { Ways } from "../messages/unsent-actions";
