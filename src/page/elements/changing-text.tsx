/**
 * A text that changes, each time in a new element. A browser that translates the page replaces each text with a copy,
 * and the copy would stay if only the text changed or was removed.
 */
export function ChangingText({ of: text }: { of: string }) {
  return <span key={text}>{text}</span>;
}
