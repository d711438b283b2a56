import { useMemo } from "preact/hooks";
import { blocksOf, type Inline, isLoneEmoji } from "../markup";

interface Props {
  txt: string;
  /** The reader's own, and the longer ones that begin with it. */
  name: string;
  rivals?: readonly string[];
}

/** A message's text, in its own direction. */
export function Markup({ txt, name, rivals }: Props) {
  const blocks = useMemo(() => blocksOf(txt, name, rivals), [txt, name, rivals]);
  return (
    <div class={isLoneEmoji(txt) ? "txt emoji" : "txt"} dir="auto">
      {blocks.map((block, n) =>
        block.is === "code" ? (
          <pre key={n} dir="ltr" tabIndex={0}>
            <code>{block.text}</code>
          </pre>
        ) : (
          <p key={n} dir="auto">
            {block.parts.map((part, at) => (
              <Part key={at} part={part} />
            ))}
          </p>
        ),
      )}
    </div>
  );
}

function Part({ part }: { part: Inline }) {
  switch (part.is) {
    case "link":
      return (
        <a href={part.href} target="_blank" rel="noopener noreferrer nofollow ugc" dir="ltr">
          {part.text}
        </a>
      );
    case "code":
      return <code dir="ltr">{part.text}</code>;
    case "mention":
      return <mark>{part.text}</mark>;
    case "text":
      return <>{part.text}</>;
  }
}
