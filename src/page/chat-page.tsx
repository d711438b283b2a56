import type { ReadonlySignal, Signal } from "@preact/signals";
import { useRef, useState } from "preact/hooks";
import type { Message } from "../protocol";
import type { Chat } from "./state/chat";
import type { Carried, Offer } from "./browser/address";
import { door } from "./door/lazy-door";
import { controls } from "./lazy/lazy-controls";
import type { Drafts } from "./storage/drafts";
import type { Identity } from "../client/identity";
import type { Words } from "./languages/languages";
import type { PermissionOffer } from "./notifications/permission-offer";
import type { Persistence } from "./storage/outbox-table";
import type { LazyModule } from "./lazy/lazy-module";
import type { Settings } from "./settings/settings";
import { UnavailableDialog } from "./dialogs/unavailable-dialog";
import { type Insertion, Composer } from "./composer/composer";
import { Dialog } from "./dialogs/dialog";
import type * as Dialogs from "./dialogs/dialogs";
import { Header } from "./header/header";
import { WithModule } from "./lazy/with-module";
import { RoomsContext } from "./messages/link-titles";
import { Messages } from "./messages/messages";
import { NameDialog } from "./dialogs/name-dialog";
import { ReloadNotice } from "./notices/reload-notice";
import { Brand } from "./sidebar/brand";
import { RoomLinks } from "./sidebar/room-links";
import type { OpenDialog } from "./dialogs/open-dialog";
import { Sidebar } from "./sidebar/sidebar";
import { TypingLine } from "./composer/typing-line";
import { useWords, WordsContext } from "./languages/words-context";

export interface ChatPageProps {
  chat: Chat;
  identity: Identity;
  settings: Settings;
  words: ReadonlySignal<Words>;
  /** The dialogs, which are fetched when one is opened. */
  dialogs: LazyModule<typeof Dialogs>;
  drafts: Drafts;
  /** Messages of others since the page was opened, for the announcer. */
  arrivals: ReadonlySignal<readonly Message[]>;
  /** Whether unsent messages survive a reload. */
  persistence: ReadonlySignal<Persistence>;
  offer: PermissionOffer;
  /** The invitation that a link has brought, until the person accepts or declines it. */
  invitation: Signal<Offer | undefined>;
  /** The identity that a link has brought, until the person accepts or declines it. */
  transfer: Signal<Carried | undefined>;
}

/** The whole page, in the reader's language. */
export function ChatPage(props: ChatPageProps) {
  return (
    <WordsContext.Provider value={props.words.value}>
      <Page {...props} />
    </WordsContext.Provider>
  );
}

function Page(props: ChatPageProps) {
  const { chat, identity, settings, dialogs, drafts, arrivals } = props;
  const { persistence, offer, invitation, transfer } = props;
  const { say } = useWords();
  const [shown, show] = useState<OpenDialog>(undefined);
  const [insertion, insert] = useState<Insertion | undefined>(undefined);
  const [dismissed, dismiss] = useState<Persistence>("all");
  const offered = transfer.value;
  const decline = () => (transfer.value = undefined);
  const close = () => show(undefined);
  const isAtDoor = invitation.value !== undefined || chat.shutOut.value !== undefined;
  // Until the first attempt has ended, the server may let nobody in without an invitation. Later ones take no name away that is being typed.
  const hasTried = useRef(false);
  hasTried.current ||= chat.status.value.is !== "connecting" || chat.me.value !== undefined;
  const room = chat.room.value;
  const saved = persistence.value;
  const mentionedBy = offer.mentionedBy.value;
  // If nothing is saved, loading the page again would lose unsent messages.
  const isSafe = saved === "all";

  return (
    <>
      <Sidebar chat={chat} show={show} />
      <main>
        <Header chat={chat} show={show} />
        {saved !== "all" && saved !== dismissed && (
          <WithModule module={controls}>
            {({ StorageNotice }) => (
              <StorageNotice persistence={saved} onClose={() => dismiss(saved)} />
            )}
          </WithModule>
        )}
        <WithModule module={controls} fallback={isSafe && <ReloadNotice text="absent" />}>
          {({ VersionNotice }) => <VersionNotice status={chat.status} isSafe={isSafe} />}
        </WithModule>
        {(chat.own.ended.value || chat.decided.value) && (
          <WithModule module={dialogs}>
            {({ PageNotices }) => <PageNotices chat={chat} />}
          </WithModule>
        )}
        {mentionedBy !== undefined && (
          <WithModule module={dialogs}>
            {({ PermissionNotice }) => <PermissionNotice offer={offer} by={mentionedBy} />}
          </WithModule>
        )}
        <RoomsContext.Provider value={chat.rooms}>
          <Messages
            key={room.name}
            chat={chat}
            room={room}
            onMention={(name) => insert({ name })}
            onEdit={(txt) => insert({ txt })}
          />
        </RoomsContext.Provider>
        <TypingLine room={room} />
        <Composer
          key={`box ${room.name}`}
          chat={chat}
          room={room}
          drafts={drafts}
          insertion={insertion}
          onInserted={() => insert(undefined)}
        />
      </main>
      <div class="unseen" role="log" aria-live="polite" aria-relevant="additions" id="announcer">
        <WithModule module={controls}>
          {({ AnnouncedText }) => <AnnouncedText arrivals={arrivals} room={room} />}
        </WithModule>
      </div>
      <WithModule module={controls}>
        {({ Background }) => <Background chat={chat} help={() => show("help")} />}
      </WithModule>
      {shown === "rooms" && (
        <Dialog title={say("rooms")} class="drawer" onClose={close}>
          {chat.server.value.title !== undefined && <Brand chat={chat} show={show} />}
          <RoomLinks chat={chat} onOpen={close} show={show} />
        </Dialog>
      )}
      {shown !== undefined && shown !== "rooms" && (
        <WithModule module={dialogs} fallback={<UnavailableDialog onClose={close} />}>
          {({ PageDialog }) => (
            <PageDialog
              dialog={shown}
              chat={chat}
              identity={identity}
              settings={settings}
              show={show}
              onClose={close}
            />
          )}
        </WithModule>
      )}
      {offered && (
        <WithModule module={dialogs} fallback={<UnavailableDialog onClose={decline} />}>
          {({ TransferDialog }) => (
            <TransferDialog chat={chat} transfer={offered} onClose={decline} />
          )}
        </WithModule>
      )}
      {!offered && isAtDoor && (
        <WithModule
          module={door}
          fallback={<UnavailableDialog onClose={() => (invitation.value = undefined)} />}
        >
          {({ DoorPage }) => <DoorPage chat={chat} invitation={invitation} show={show} />}
        </WithModule>
      )}
      {!offered && !isAtDoor && hasTried.current && chat.name.value === "" && (
        <NameDialog
          isTaken={chat.takenName.value !== undefined}
          onName={(name) => void chat.rename(name)}
          onElsewhere={() => show("words")}
        />
      )}
    </>
  );
}
