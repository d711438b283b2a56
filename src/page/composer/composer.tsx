import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { characters, FIXED_LIMITS, VISIBLE } from "../../protocol";
import type { Chat } from "../state/chat";
import { cleanText, cleanBeforeCaret, sendableText } from "../text/clean";
import { isTouched } from "../browser/browser";
import { controls } from "../lazy/lazy-controls";
import type { Drafts } from "../storage/drafts";
import { whyMute } from "../state/rights";
import type { Room } from "../state/room";
import { useTakingUp } from "./use-taking-up";
import type { CompletionChoice } from "./completion-choice";
import { ChangingText } from "../elements/changing-text";
import { whyText } from "../elements/why";
import { Icon } from "../elements/icons";
import { useWords } from "../languages/words-context";

type Box = HTMLTextAreaElement;

interface Props {
  chat: Chat;
  room: Room;
  drafts: Drafts;
  /** Something to put into the box, until `onInserted` says that it is there. */
  insertion: Insertion | undefined;
  onInserted: () => void;
}

/** What the page puts into the box: a mention, or the text of an unsent message. */
export type Insertion = { name: string } | { txt: string };

/** Events after which another page may have changed the draft: a sleeping page gets no "storage" events. */
const FOLLOWED = ["storage", "focus", "pageshow"];

/** The box for a new message. Enter sends, and Shift+Enter makes a new line; on a phone Enter makes a new line. Ctrl+Enter sends everywhere. */
export function Composer({ chat, room, drafts, insertion, onInserted }: Props) {
  const words = useWords();
  const { say } = words;
  const box = useRef<Box>(null);
  const [draft, setDraft] = useState(() => cleanText(drafts.of(room.name)));
  const purpose = room.purpose.value;
  const edit = purpose?.is === "edit" ? purpose : undefined;
  // While another text is edited, the draft waits.
  const txt = edit?.txt ?? draft;
  const [caret, setCaret] = useState(0);
  const written = txt.slice(0, caret);
  const [choice, choose] = useState<CompletionChoice>();
  const loaded = controls.state.value;
  const completion = loaded.is === "there" ? loaded.module : undefined;
  const left = FIXED_LIMITS.txt - characters(txt);
  const mute = whyMute(room, chat);
  const staged = edit ? [] : room.staged.value;
  const hasSaid = VISIBLE.test(txt);
  const isWell = left >= 0 && staged.every(({ isBusy }) => !isBusy);
  const hasFiles = staged.length > 0 || edit?.message.files !== undefined;
  const isSendable = !mute && isWell && (hasSaid || hasFiles);

  const write = (text: string, at = text.length) => {
    setCaret(at);
    if (edit) {
      room.purpose.value = { ...edit, txt: text };
      return;
    }
    setDraft(text);
    drafts.keep(room.name, text);
    room.onInput(text);
  };
  const complete = (text: string, at: number) => {
    write(text, at);
    box.current?.focus();
  };
  const asked = { before: written, after: txt.slice(caret), chat, room, choice, choose, complete };
  const offered = completion?.offeredBy(asked);
  const leave = () => {
    room.purpose.value = undefined;
    setCaret(draft.length);
    box.current?.focus();
  };

  useEffect(() => {
    if (!insertion || mute) return;
    const last = "txt" in insertion ? "\n" : " ";
    const before = txt === "" || txt.endsWith(last) ? txt : txt + last;
    write(before + ("txt" in insertion ? cleanText(insertion.txt) : `@${insertion.name} `));
    box.current?.focus();
    onInserted();
  }, [insertion]);

  // Text that the page has put in leaves the caret at its end, or after the name.
  useLayoutEffect(() => {
    if (document.activeElement === box.current) box.current?.setSelectionRange(caret, caret);
  }, [txt]);

  /** Takes a draft that another page of this browser has changed, or sent. Returns whether there was one. */
  const follow = () => {
    const changed = drafts.changed(room.name);
    if (changed === undefined) return false;
    setDraft(cleanText(changed));
    if (!edit) setCaret(changed.length);
    return true;
  };

  useEffect(() => {
    for (const type of FOLLOWED) addEventListener(type, follow);
    return () => FOLLOWED.forEach((type) => removeEventListener(type, follow));
  }, [room]);

  useTakingUp(box, purpose, setCaret);

  const submit = (event: Event) => {
    event.preventDefault();
    if (!isSendable || (!edit && (completion?.followStaged(room, drafts) || follow()))) return;
    const text = hasSaid ? sendableText(txt) : "";
    leave();
    if (!edit) {
      chat.send(text, purpose?.is === "answer" ? purpose.re : undefined, staged);
      room.staged.value = [];
      write("");
    } else if (text !== edit.message.txt) chat.change(edit.message, { kind: "edit", txt: text });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event) || offered?.handles(event)) return;
    const isSent = event.ctrlKey || event.metaKey || (!event.shiftKey && !isTouched());
    if (event.key === "Enter" && isSent) submit(event);
    else if (event.key === "Escape" && purpose) {
      // Otherwise it would also jump to the newest message.
      event.stopPropagation();
      leave();
    } else if (event.key === "ArrowUp" && txt === "" && !purpose && !mute && !event.altKey) {
      event.preventDefault();
      completion?.editLast(chat, room);
    }
  };

  return (
    <form class="composer" onSubmit={submit}>
      {mute && (
        <p class="mute" id="mute" role="status">
          <ChangingText of={whyText(mute, words)} />
        </p>
      )}
      {completion && (
        <completion.KeptPurpose room={room} drafts={drafts} draft={draft} followed={FOLLOWED} />
      )}
      {completion && purpose && (
        <completion.PurposeLine purpose={purpose} room={room} onLeave={leave} />
      )}
      {completion && (
        <completion.StagedFiles
          {...{ chat, room, drafts }}
          isEditing={!!edit}
          followed={FOLLOWED}
        />
      )}
      {completion && offered && <completion.CompletionList offered={offered} />}
      {completion && <completion.FoundNames {...{ chat, room, written, offered }} />}
      <textarea
        id="txt"
        ref={box}
        rows={1}
        // Without letters it has the page's direction, as the placeholder has.
        dir={/\p{L}/u.test(txt) ? "auto" : undefined}
        value={txt}
        placeholder={mute ? "" : say("write")}
        aria-label={say(edit ? "editing" : "write")}
        aria-describedby={mute ? "mute" : purpose && "purpose"}
        readOnly={mute !== undefined}
        // A multi-line box may not have the role combobox, but it may have these attributes of one.
        aria-autocomplete="list"
        aria-haspopup="listbox"
        {...offered?.attributes}
        enterkeyhint={isTouched() ? "enter" : "send"}
        onInput={({ currentTarget }) => write(...takeInput(currentTarget))}
        onKeyUp={(event) => setCaret(event.currentTarget.selectionStart)}
        onClick={(event) => setCaret(event.currentTarget.selectionStart)}
        onKeyDown={onKeyDown}
      />
      {completion && <completion.AutoHeight box={box} txt={txt} />}
      {completion ? (
        <completion.AttachButton
          chat={chat}
          room={room}
          isEditing={!!edit}
          isMute={!!mute}
          isEmpty={txt === ""}
        />
      ) : (
        <span class="attach" />
      )}
      {completion && <completion.Counter left={left} />}
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

/** Cleans what was typed or pasted into the box. Returns the text, and where the caret is in it. */
function takeInput(field: Box): [text: string, caret: number] {
  const { value, selectionStart } = field;
  const before = cleanBeforeCaret(value.slice(0, selectionStart));
  const text = before + cleanText(value.slice(selectionStart));
  // If the cleaned text equals the old one, Preact draws nothing, and the box would keep the raw text.
  if (text !== value) {
    field.value = text;
    field.setSelectionRange(before.length, before.length);
  }
  return [text, before.length];
}

/** Whether a key belongs to an input method; Safari says so by the key code alone. */
function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}
