import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { leadsToChat } from "../browser/chat-links";
import { foldedBlocks } from "../text/fold";
import { type Block, blocksOf, type Inline, isLoneEmoji } from "../text/markup";
import { ChangingText } from "../elements/changing-text";
import { useWords } from "../languages/words-context";

interface Props {
  txt: string;
  /** The reader's own, and the longer ones that begin with it. */
  name: string;
  rivals?: readonly string[];
}

/** A message's text, in its own direction. Of a long one the beginning, and a button for the rest. */
export function MessageText({ txt, name, rivals }: Props) {
  const { say } = useWords();
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState<boolean | undefined>(undefined);
  const blocks = useMemo(() => blocksOf(txt, name, rivals), [txt, name, rivals]);
  const short = useMemo(() => foldedBlocks(blocks), [blocks]);
  useLayoutEffect(() => {
    if (isOpen === undefined) return;
    // One that is folded again may have been left above the window.
    button.current?.scrollIntoView({ block: "nearest" });
    // The list has another height, and one's place in it is to be found again.
    button.current?.closest(".log")?.dispatchEvent(new Event("scroll"));
  }, [isOpen]);
  return (
    <>
      <div
        // With other pieces it is drawn anew: those that were there may have been translated.
        key={`${isOpen} ${name}`}
        class={isLoneEmoji(txt) ? "txt emoji" : "txt"}
        dir="auto"
      >
        {(isOpen ? blocks : (short ?? blocks)).map((block, n) => (
          <TextBlock key={n} block={block} />
        ))}
      </div>
      {short && (
        <button
          type="button"
          class="fold"
          ref={button}
          aria-expanded={isOpen === true}
          onClick={() => setOpen(!isOpen)}
        >
          <ChangingText of={say(isOpen ? "less" : "all")} />
        </button>
      )}
    </>
  );
}

function TextBlock({ block }: { block: Block }) {
  return block.is === "code" ? (
    <pre dir="ltr" tabIndex={0}>
      <code>{block.text}</code>
    </pre>
  ) : (
    <p dir="auto">
      {block.parts.map((part, at) => (
        <Part key={at} part={part} />
      ))}
    </p>
  );
}

function Part({ part }: { part: Inline }) {
  switch (part.is) {
    case "link":
      return <Link href={part.href}>{part.text}</Link>;
    case "code":
      return <code dir="ltr">{part.text}</code>;
    case "mention":
      return <mark>{part.text}</mark>;
    case "text":
      return <>{part.text}</>;
  }
}

/** One that leads out of the chat opens beside it, and is told nothing of where it was. */
function Link({ href, children }: { href: string; children: string }) {
  const out = { target: "_blank", rel: "noopener noreferrer nofollow ugc" };
  return (
    <a href={href} dir="ltr" {...(leadsToChat(href) ? {} : out)}>
      {children}
    </a>
  );
}
