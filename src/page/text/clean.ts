/** Cleaning of typed or pasted text, so that every server accepts it (P6). */

/* oxlint-disable no-control-regex -- control characters are what these expressions look for */
/** Escape sequences of terminals: colours, titles, links. */
const TERMINAL =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b\]|\u009d)[^\u0007\u001b\u009c\u009d\n]*(?:\u0007|\u001b\\|\u009c)|\u001b(?:[()*+#%][0-9A-Z@]|[\]78=>])/g;
/** Line ends of other systems: vertical tab, form feed, NEL, and Unicode's line and paragraph separators. */
const LINE_ENDS = /\r\n?|[\v\f\u0085\u2028\u2029]/g;
const CONTROLS = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f]/g;
/* oxlint-enable no-control-regex */

/** The text with newlines as line ends, without control characters and lone surrogates. */
export function cleanText(text: string): string {
  return withoutControls(text).replace(/\p{Cs}/gu, "");
}

/** Cleans the text before the caret. Its last code unit may be a lone surrogate: some keyboards give an emoji in two halves. */
export function cleanBeforeCaret(text: string): string {
  return withoutControls(text).replace(/\p{Cs}(?!$)/gu, "");
}

function withoutControls(text: string): string {
  return text.replace(TERMINAL, "").replace(LINE_ENDS, "\n").replace(CONTROLS, "");
}

/** The text as it is sent: cleaned, without empty lines at its end. */
export function sendableText(text: string): string {
  return cleanText(text).replace(/\n\s*$/, "");
}
