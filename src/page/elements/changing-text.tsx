/**
 * A text that changes, each time in an element of its own. A browser that translates the page puts copies
 * in the place of each text, which stay when only the text is changed or taken away.
 */
export function ChangingText({ of: text }: { of: string }) {
  return <span key={text}>{text}</span>;
}
