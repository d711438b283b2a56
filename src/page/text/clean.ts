/** What the box takes: a text that every server stores, whatever it was pasted from (P6). */

// Control characters are what this file looks for.
/* oxlint-disable no-control-regex */
/** What tells a terminal its colours, its title and its links. */
const TERMINAL =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b\]|\u009d)[^\u0007\u001b\u009c\u009d\n]*(?:\u0007|\u001b\\|\u009c)|\u001b(?:[()*+#%][0-9A-Z@]|[\]78=>])/g;
/** Vertical tab, form feed, NEL, and Unicode's line and paragraph separators are ends of lines elsewhere. */
const LINE_ENDS = /\r\n?|[\v\f\u0085\u2028\u2029]/g;
const CONTROLS = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f]/g;
/* oxlint-enable no-control-regex */

/** The text with ends of lines as newlines, and without anything else that is no character. */
export function clean(text: string): string {
  return withoutControls(text).replace(/\p{Cs}/gu, "");
}

/** What stands before the caret: some keyboards give an emoji in two halves, so the last may be one. */
export function cleanBefore(text: string): string {
  return withoutControls(text).replace(/\p{Cs}(?!$)/gu, "");
}

function withoutControls(text: string): string {
  return text.replace(TERMINAL, "").replace(LINE_ENDS, "\n").replace(CONTROLS, "");
}

/** What is sent of a text: nothing of the empty lines at its end. */
export function sendable(text: string): string {
  return clean(text).replace(/\n\s*$/, "");
}
