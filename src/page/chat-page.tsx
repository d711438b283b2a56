import type { ReadonlySignal, Signal } from "@preact/signals";
import { useState } from "preact/hooks";
import type { Message } from "../protocol";
import type { Chat } from "./state/chat";
import type { Carried, Offer } from "./browser/address";
import { controls } from "./lazy/lazy-controls";
import type { Drafts } from "./storage/drafts";
import type { Identity } from "../client/identity";
import type { Words } from "./languages/languages";
import type { PermissionOffer } from "./notifications/permission-offer";
import type { Persistence } from "./storage/outbox-table";
import type { LazyModule } from "./lazy/lazy-module";
import type { Settings } from "./settings/settings";
import { type Insertion, Composer } from "./composer/composer";
import type * as Dialogs from "./dialogs/dialogs";
import { Header } from "./header/header";
import { WithModule } from "./lazy/with-module";
import { RoomsContext } from "./messages/link-titles";
import { Messages } from "./messages/messages";
import { Notices } from "./notices/notices";
import type { OpenDialog } from "./dialogs/open-dialog";
import { ShownDialog } from "./dialogs/shown-dialog";
import { Sidebar } from "./sidebar/sidebar";
import { TypingLine } from "./composer/typing-line";
import { WordsContext } from "./languages/words-context";

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
  const { chat, dialogs, drafts, arrivals, persistence, offer } = props;
  const [shown, show] = useState<OpenDialog>(undefined);
  const [insertion, insert] = useState<Insertion | undefined>(undefined);
  const room = chat.room.value;
  return (
    <>
      <Sidebar chat={chat} show={show} />
      <main>
        <Header chat={chat} show={show} />
        <Notices {...{ chat, dialogs, persistence, offer }} />
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
      <ShownDialog {...props} shown={shown} show={show} />
    </>
  );
}
