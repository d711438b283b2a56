/** The dialog of a message: a lazy module. On a desk it stands beside the message, on a phone at the bottom. */
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { localStore } from "../browser/browser";
import type { ShownMessage } from "../../client/wishes";
import { Dialog } from "../dialogs/dialog";
import { UnavailableDialog } from "../dialogs/unavailable-dialog";
import { useAllWords, WithAllWords } from "../languages/later-words";
import { EmojiPicker } from "../reactions/emoji-picker";
import { noteUse, quickEmoji } from "../reactions/quick";
import { ReactorList } from "../reactions/reactor-list";
import { Quote } from "../answers/quote";
import { WithModule } from "../lazy/with-module";
import { dialogs } from "../dialogs/lazy-dialogs";
import { shownLabel } from "../text/label";
import type { Chat } from "../state/chat";
import type { MessageActs, MessageView, OpenMessage } from "./acts";
import { MessageMenu } from "./message-menu";
import { placeBeside } from "./place-beside";

interface Props {
  opened: OpenMessage;
  /** The message as it is now. */
  message: ShownMessage;
  chat: Chat;
  acts: MessageActs;
  /** Shows something else about the same message. */
  onView: (view: MessageView) => void;
  onClose: () => void;
}

/** Everything about one message. */
export function MessageDialog(props: Props) {
  return (
    <WithAllWords fallback={<UnavailableDialog onClose={props.onClose} />}>
      <Opened {...props} />
    </WithAllWords>
  );
}

function Opened({ opened, message, chat, acts, onView, onClose }: Props) {
  const { say } = useAllWords();
  const { view } = opened;
  const inside = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const dialog = inside.current?.closest("dialog");
    return dialog && opened.beside ? placeBeside(dialog, opened.beside) : undefined;
  }, []);
  useLayoutEffect(() => {
    // Another view has other buttons: the first of them takes the focus, or else the dialog.
    const first = inside.current?.querySelector<HTMLElement>("[autofocus]");
    (first ?? inside.current?.closest("dialog"))?.focus();
  }, [view]);

  const react = (emoji: string) => {
    noteUse(localStore(), emoji);
    acts.react(message, emoji);
    onClose();
  };
  const titles = {
    menu: <Quote of={message} />,
    emoji: say("addReaction"),
    picker: say("addReaction"),
    remove: say("deleteAsk"),
    reactors: say("reactions"),
    report: say("report"),
    person: <bdi translate={false}>{shownLabel(message.name)}</bdi>,
  } satisfies Record<MessageView, ComponentChildren>;

  return (
    <Dialog title={titles[view]} class="beside" onClose={onClose}>
      <div ref={inside}>
        {(view === "menu" || view === "emoji") && acts.mayWrite() && (
          <QuickRow message={message} onPick={react} onMore={() => onView("picker")} />
        )}
        {view === "menu" && (
          <MessageMenu
            message={message}
            chat={chat}
            isMine={message.from === chat.me.value}
            acts={acts}
            show={onView}
            onClose={onClose}
          />
        )}
        {view === "picker" && <EmojiPicker onPick={react} />}
        {view === "reactors" && <ReactorList message={message} chat={chat} />}
        {(view === "report" || view === "person") && (
          <WithModule module={dialogs} fallback={say("absent")}>
            {({ ReportForm, PersonPanel }) =>
              view === "report" ? (
                <ReportForm message={message} chat={chat} onClose={onClose} />
              ) : (
                <PersonPanel
                  chat={chat}
                  room={chat.room.value}
                  person={message}
                  onClose={onClose}
                />
              )
            }
          </WithModule>
        )}
        {view === "remove" && (
          <Removal
            message={message}
            isMine={message.from === chat.me.value}
            onRemove={() => {
              chat.change(message, { kind: "remove" });
              onClose();
            }}
            onClose={onClose}
          />
        )}
      </div>
    </Dialog>
  );
}

interface QuickProps {
  message: ShownMessage;
  onPick: (emoji: string) => void;
  onMore: () => void;
}

/** The emoji at hand, and a button for all of them. */
function QuickRow({ message: { reactions = [] }, onPick, onMore }: QuickProps) {
  const { say } = useAllWords();
  const isMine = (emoji: string) => reactions.some((one) => one.emoji === emoji && one.mine);
  return (
    <div class="quick" role="group" aria-label={say("addReaction")}>
      {quickEmoji(localStore()).map((emoji, n) => (
        <button
          key={emoji}
          type="button"
          class="quiet"
          autofocus={n === 0}
          aria-pressed={isMine(emoji)}
          onClick={() => onPick(emoji)}
        >
          {emoji}
        </button>
      ))}
      <button
        type="button"
        class="quiet"
        aria-label={say("allEmoji")}
        title={say("allEmoji")}
        onClick={onMore}
      >
        …
      </button>
    </div>
  );
}

interface RemovalProps {
  message: ShownMessage;
  isMine: boolean;
  onRemove: () => void;
  onClose: () => void;
}

/** Asks once more. */
function Removal({ message, isMine, onRemove, onClose }: RemovalProps) {
  const { say } = useAllWords();
  return (
    <>
      <p class="asked">
        <Quote of={message} />
      </p>
      {!isMine && <p class="note">{say("seenByAll")}</p>}
      <div class="buttons">
        <button type="button" class="main" autofocus onClick={onRemove}>
          {say("delete")}
        </button>
        <button type="button" onClick={onClose}>
          {say("cancel")}
        </button>
      </div>
    </>
  );
}
