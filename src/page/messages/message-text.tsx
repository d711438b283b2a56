import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Call } from "../../protocol";
import { leadsToChat } from "../browser/chat-links";
import { foldedBlocks } from "../text/fold";
import { mentionsIn } from "../text/called";
import { type Block, blocksOf, type Inline, isLoneEmoji } from "../text/markup";
import { ChangingText } from "../elements/changing-text";
import { useLinkTitle } from "./link-titles";
import { useWords } from "../languages/words-context";

interface Props {
  txt: string;
  /** The people it calls, and the reader's public id. */
  calls?: readonly Call[] | undefined;
  me?: string | undefined;
}

/** A message's text, in its own direction. A long text is cut, with a button for the rest. */
export function MessageText({ txt, calls, me }: Props) {
  const { say } = useWords();
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState<boolean | undefined>(undefined);
  const blocks = useMemo(() => blocksOf(txt, mentionsIn(txt, calls, me)), [txt, calls, me]);
  const short = useMemo(() => foldedBlocks(blocks), [blocks]);
  useLayoutEffect(() => {
    if (isOpen === undefined) return;
    // A text that was folded again may now be above the window.
    button.current?.scrollIntoView({ block: "nearest" });
    // The list has another height now, so its scroll position has to be read again.
    button.current?.closest(".log")?.dispatchEvent(new Event("scroll"));
  }, [isOpen]);
  return (
    <>
      <div
        // Other pieces need new elements: the browser may have translated the old ones.
        key={`${isOpen} ${calls?.length} ${txt}`}
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
      return part.isMe ? <mark>{part.text}</mark> : <b class="called">{part.text}</b>;
    case "text":
      return <>{part.text}</>;
  }
}

/** A link. Outside of the chat it opens in a new tab, without a referrer. */
function Link({ href, children }: { href: string; children: string }) {
  const out = { target: "_blank", rel: "noopener noreferrer nofollow ugc" };
  const title = useLinkTitle(href);
  return (
    <a href={href} dir={title ? "auto" : "ltr"} {...(leadsToChat(href) ? {} : out)}>
      {title ?? children}
    </a>
  );
}
