import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { characters, FIXED_LIMITS } from "../../protocol";
import type { Chat } from "../chat";
import type { Drafts } from "../drafts";
import type { Room } from "../room";
import { idOf, Offer, OFFER, useCompletion } from "./completion";
import { useGrowing } from "./growing";
import { Icon } from "./icons";
import { useWords } from "./words";

interface Props {
  chat: Chat;
  room: Room;
  drafts: Drafts;
  /** Somebody whom the text is to call, until `calls` says that it does. */
  called: { name: string } | undefined;
  calls: () => void;
}

/** From this many characters before the limit on, the box says how many are left. */
const NEAR_THE_LIMIT = 200;

/** The box one writes in. Enter sends, Shift+Enter makes a new line; on a phone, where there is no such key, Enter does. */
export function Composer({ chat, room, drafts, called, calls }: Props) {
  const { say, list } = useWords();
  const box = useRef<HTMLTextAreaElement>(null);
  const [txt, setTxt] = useState(drafts.of(room.name));
  const [caret, setCaret] = useState(0);
  const offered = useCompletion(txt.slice(0, caret), others(chat, room));
  const left = FIXED_LIMITS.txt - characters(txt);
  const isSendable = left >= 0 && txt.trim() !== "";

  const write = (text: string, at = text.length) => {
    setTxt(text);
    setCaret(at);
    drafts.keep(room.name, text);
    room.typed(text);
  };

  useEffect(() => {
    if (!called) return;
    write(`${txt}${txt === "" || txt.endsWith(" ") ? "" : " "}@${called.name} `);
    box.current?.focus();
    calls();
  }, [called]);

  // What the page writes by itself puts the caret at its end, or after the name.
  useLayoutEffect(() => {
    if (document.activeElement === box.current) box.current?.setSelectionRange(caret, caret);
  }, [txt]);

  useGrowing(box, txt);

  const submit = (event: Event) => {
    event.preventDefault();
    if (!isSendable) return;
    chat.send(txt);
    write("");
    box.current?.focus();
  };

  const complete = (name: string) => {
    if (!offered) return;
    const begun = `${txt.slice(0, offered.start)}@${name} `;
    write(begun + txt.slice(caret), begun.length);
    box.current?.focus();
  };

  /** Whether a key is one of the list's, while there is one. */
  const chooses = (event: KeyboardEvent): boolean => {
    const act = offered && !event.shiftKey && !event.altKey ? ofList(event.key) : undefined;
    if (!act) return false;
    event.preventDefault();
    // Escape would also lead to the newest message.
    event.stopPropagation();
    act();
    return true;
  };

  const ofList = (key: string): (() => void) | undefined => {
    if (key === "ArrowDown") return () => offered?.move(1);
    if (key === "ArrowUp") return () => offered?.move(-1);
    if (key === "Escape") return offered?.dismiss;
    const isTaken = key === "Tab" || (key === "Enter" && offered?.isChosen);
    return isTaken ? () => offered && complete(offered.active.name) : undefined;
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event) || chooses(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !isTouched()) submit(event);
    else if (event.key === "ArrowUp" && txt === "" && !event.altKey) {
      event.preventDefault();
      write(lastSaid(chat, room));
    }
  };

  return (
    <form class="composer" onSubmit={submit}>
      {offered && <Offer offered={offered} taken={complete} />}
      <span class="unseen" role="status">
        {offered && `${say("key_complete")}: ${list(offered.people.map(({ name }) => name))}`}
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
        aria-controls={offered && OFFER}
        aria-activedescendant={offered && idOf(offered.active)}
        enterkeyhint={isTouched() ? "enter" : "send"}
        onInput={(event) => write(event.currentTarget.value, event.currentTarget.selectionStart)}
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
      {left < 0 ? say("tooMany", { count: -left }) : say("left", { count: left })}
    </output>
  );
}

function others(chat: Chat, room: Room) {
  return room.people.value.people.filter(({ from, name }) => from !== chat.me.value && name !== "");
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
