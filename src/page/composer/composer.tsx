import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { characters, FIXED_LIMITS, isLonger, VISIBLE } from "../../protocol";
import type { Chat } from "../state/chat";
import { clean, cleanBefore, sendable } from "../text/clean";
import { controls } from "../lazy/lazy-controls";
import type { Drafts } from "../storage/drafts";
import type { Room } from "../state/room";
import type { CompletionChoice } from "./completion-choice";
import { ChangingText } from "../elements/changing-text";
import { useAutoHeight } from "./auto-height";
import { Icon } from "../elements/icons";
import { useWords } from "../languages/words-context";

type Box = HTMLTextAreaElement;

interface Props {
  chat: Chat;
  room: Room;
  drafts: Drafts;
  /** Somebody whom the text is to call, until `calls` says that it does. */
  insertion: Insertion | undefined;
  onInserted: () => void;
}

/** What the page puts into the box: a call of somebody, or the text of a message that was not sent. */
export type Insertion = { name: string } | { txt: string };

/** From this many characters before the limit on, the box says how many are left. */
const NEAR_THE_LIMIT = 200;
/** Milliseconds from a letter of a name to asking the server who has one. */
const ASKED_AFTER = 150;
/** When another page may have changed the draft: a page that was asleep is told of nothing. */
const FOLLOWED = ["storage", "focus", "pageshow"];

/** The box one writes in. Enter sends, Shift+Enter makes a new line; on a phone, where there is no such key, Enter does. Ctrl+Enter sends everywhere. */
export function Composer({ chat, room, drafts, insertion, onInserted }: Props) {
  const { say, list } = useWords();
  const box = useRef<Box>(null);
  const [txt, setTxt] = useState(() => clean(drafts.of(room.name)));
  const [caret, setCaret] = useState(0);
  const written = txt.slice(0, caret);
  const [choice, choose] = useState<CompletionChoice>({ before: written, at: 0, is: "offered" });
  const loaded = controls.state.value;
  const completion = loaded.is === "there" ? loaded.module : undefined;
  const offered = completion?.offeredBy({ before: written, chat, room, choice, choose });
  const left = FIXED_LIMITS.txt - characters(txt);
  const isSendable = left >= 0 && VISIBLE.test(txt);

  const write = (text: string, at = text.length) => {
    setTxt(text);
    setCaret(at);
    drafts.keep(room.name, text);
    room.onInput(text);
  };

  const begun = completion?.nameBeingTyped(written)?.begun;
  useEffect(() => {
    if (begun === undefined || isLonger(begun, FIXED_LIMITS.name)) return;
    const timer = setTimeout(() => void chat.findPeople(begun), ASKED_AFTER);
    return () => clearTimeout(timer);
  }, [begun]);

  useEffect(() => {
    if (!insertion) return;
    const last = "txt" in insertion ? "\n" : " ";
    const before = txt === "" || txt.endsWith(last) ? txt : txt + last;
    write(before + ("txt" in insertion ? clean(insertion.txt) : `@${insertion.name} `));
    box.current?.focus();
    onInserted();
  }, [insertion]);

  // What the page writes by itself puts the caret at its end, or after the name.
  useLayoutEffect(() => {
    if (document.activeElement === box.current) box.current?.setSelectionRange(caret, caret);
  }, [txt]);

  /** Shows what another page of this browser has made of the draft: it has sent it, perhaps. */
  const follow = () => {
    const changed = drafts.changed(room.name);
    if (changed === undefined) return false;
    setTxt(clean(changed));
    setCaret(changed.length);
    return true;
  };

  useEffect(() => {
    for (const type of FOLLOWED) addEventListener(type, follow);
    return () => FOLLOWED.forEach((type) => removeEventListener(type, follow));
  }, [room]);

  useAutoHeight(box, txt);

  const submit = (event: Event) => {
    event.preventDefault();
    if (!isSendable || follow()) return;
    chat.send(sendable(txt));
    write("");
    box.current?.focus();
  };

  const complete = (name: string) => {
    if (!offered) return;
    const text = `${txt.slice(0, offered.start)}@${name} `;
    write(text + txt.slice(caret), text.length);
    box.current?.focus();
  };

  /** Whether a key is one of the list's, while there is one. */
  const chooses = (event: KeyboardEvent): boolean => {
    const isPlain = !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey;
    const act = isPlain ? offered?.act(event.key, complete) : undefined;
    if (!act) return false;
    event.preventDefault();
    // Escape would also lead to the newest message.
    event.stopPropagation();
    act();
    return true;
  };

  const onInput = ({ currentTarget: field }: { currentTarget: Box }) => {
    const { value, selectionStart } = field;
    const before = cleanBefore(value.slice(0, selectionStart));
    const text = before + clean(value.slice(selectionStart));
    // With the same text as before nothing is drawn, and the box would keep what was put into it.
    if (text !== value) {
      field.value = text;
      field.setSelectionRange(before.length, before.length);
    }
    write(text, before.length);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event) || chooses(event)) return;
    const isSent = event.ctrlKey || event.metaKey || (!event.shiftKey && !isTouched());
    if (event.key === "Enter" && isSent) submit(event);
    else if (event.key === "ArrowUp" && txt === "" && !event.altKey) {
      event.preventDefault();
      write(lastSaid(chat, room));
    }
  };

  return (
    <form class="composer" onSubmit={submit}>
      {completion && offered && <completion.CompletionList offered={offered} onChoose={complete} />}
      <span class="unseen" role="status">
        {offered && (
          <ChangingText
            of={`${say("key_complete")}: ${list(offered.people.map(({ name }) => name))}`}
          />
        )}
      </span>
      <textarea
        id="txt"
        ref={box}
        rows={1}
        // Without letters it has the page's direction: so has the hint in an empty box.
        dir={/\p{L}/u.test(txt) ? "auto" : undefined}
        value={txt}
        placeholder={say("write")}
        aria-label={say("write")}
        // A box of several lines may not have the role of a combobox; all else of one it has.
        aria-autocomplete="list"
        aria-haspopup="listbox"
        {...offered?.attributes}
        enterkeyhint={isTouched() ? "enter" : "send"}
        onInput={onInput}
        onKeyUp={(event) => setCaret(event.currentTarget.selectionStart)}
        onClick={(event) => setCaret(event.currentTarget.selectionStart)}
        onKeyDown={onKeyDown}
      />
      <Counter left={left} />
      <button
        id="btn"
        class="main"
        type="submit"
        disabled={!isSendable}
        aria-label={say("send")}
        title={say("send")}
      >
        <Icon is="send" flips />
      </button>
    </form>
  );
}

/** How much may still be written, once that matters. */
function Counter({ left }: { left: number }) {
  const { say } = useWords();
  if (left >= NEAR_THE_LIMIT) return null;
  return (
    <output class={left < 0 ? "over" : ""}>
      <ChangingText
        of={left < 0 ? say("tooMany", { count: -left }) : say("left", { count: left })}
      />
    </output>
  );
}

function lastSaid(chat: Chat, room: Room): string {
  const said = room.messages.value.findLast(({ from }) => from === chat.me.value);
  return (room.outgoing.value.at(-1) ?? said)?.txt ?? "";
}

/** Whether one writes on glass. */
function isTouched(): boolean {
  return matchMedia("(hover: none) and (pointer: coarse)").matches;
}

/** A key that only chooses a word in an input method; Safari says so by the key code alone. */
function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}
