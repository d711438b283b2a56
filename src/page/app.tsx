import type { ReadonlySignal, Signal } from "@preact/signals";
import { useState } from "preact/hooks";
import type { Message } from "../protocol";
import type { Chat } from "./state/chat";
import { controls } from "./lazy/lazy-controls";
import type { Drafts } from "./storage/drafts";
import type { Carried, Identity } from "../client/identity";
import type { Words } from "./languages/languages";
import type { Offer } from "./notifications/permission-offer";
import type { Keeping } from "./storage/outbox-table";
import type { Part } from "./lazy/lazy-module";
import type { Settings } from "./settings/settings";
import { AbsentDialog } from "./dialogs/unavailable-dialog";
import { Announcer } from "./messages/announcer";
import { type Called, Composer } from "./composer/composer";
import { Dialog } from "./dialogs/dialog";
import type * as Dialogs from "./dialogs/dialogs";
import { Header } from "./header/header";
import { Later } from "./lazy/with-module";
import { Messages } from "./messages/messages";
import { NameDialog } from "./dialogs/name-dialog";
import { ReloadLine } from "./notices/reload-notice";
import { Rooms } from "./sidebar/room-links";
import type { Shown } from "./dialogs/open-dialog";
import { Side } from "./sidebar/sidebar";
import { TypingLine } from "./composer/typing-line";
import { useWords, WordsContext } from "./languages/words-context";

export interface AppProps {
  chat: Chat;
  identity: Identity;
  settings: Settings;
  words: ReadonlySignal<Words>;
  /** What is drawn only when it is asked for. */
  dialogs: Part<typeof Dialogs>;
  drafts: Drafts;
  /** What others have said in the rooms that one was in, since the page is open. */
  arrivals: ReadonlySignal<readonly Message[]>;
  /** Whether what is unsent survives a reload. */
  keeping: ReadonlySignal<Keeping>;
  offer: Offer;
  /** Somebody whom a link would make this browser. */
  carried: Signal<Carried | undefined>;
  adopt: (carried: Carried) => void;
}

/** The whole page, in the language that the reader has. */
export function App(props: AppProps) {
  return (
    <WordsContext.Provider value={props.words.value}>
      <Page {...props} />
    </WordsContext.Provider>
  );
}

function Page(props: AppProps) {
  const { chat, identity, settings, dialogs, drafts, arrivals } = props;
  const { keeping, offer, carried, adopt } = props;
  const { say } = useWords();
  const [shown, show] = useState<Shown>(undefined);
  const [called, call] = useState<Called | undefined>(undefined);
  const [dismissed, dismiss] = useState<Keeping>("all");
  const offered = carried.value;
  const decline = () => (carried.value = undefined);
  const close = () => show(undefined);
  const room = chat.room.value;
  const kept = keeping.value;
  const caller = offer.by.value;
  // Where nothing is kept, loading the page again would lose what is unsent.
  const isSafe = kept === "all";

  return (
    <>
      <Side chat={chat} show={show} />
      <main>
        <Header chat={chat} show={show} />
        {kept !== "all" && kept !== dismissed && (
          <Later part={controls}>
            {({ KeepingLine }) => <KeepingLine keeping={kept} closed={() => dismiss(kept)} />}
          </Later>
        )}
        <Later part={controls} without={isSafe && <ReloadLine says="absent" />}>
          {({ VersionLine }) => <VersionLine status={chat.status} isSafe={isSafe} />}
        </Later>
        {caller !== undefined && (
          <Later part={dialogs}>
            {({ OfferLine }) => <OfferLine offer={offer} name={caller} />}
          </Later>
        )}
        <Messages
          key={room.name}
          chat={chat}
          room={room}
          mention={(name) => call({ name })}
          edit={(txt) => call({ txt })}
        />
        <Later part={controls}>{({ FilesLine }) => <FilesLine />}</Later>
        <TypingLine room={room} />
        <Composer
          key={`box ${room.name}`}
          chat={chat}
          room={room}
          drafts={drafts}
          called={called}
          calls={() => call(undefined)}
        />
      </main>
      <Announcer arrivals={arrivals} />
      <Later part={controls}>
        {({ Shortcuts }) => <Shortcuts chat={chat} help={() => show("help")} />}
      </Later>
      {shown === "rooms" && (
        <Dialog title={say("rooms")} class="drawer" closed={close}>
          <Rooms chat={chat} opened={close} show={show} />
        </Dialog>
      )}
      {shown !== undefined && shown !== "rooms" && (
        <Later part={dialogs} without={<AbsentDialog closed={close} />}>
          {({ PageDialog }) => (
            <PageDialog
              shown={shown}
              chat={chat}
              identity={identity}
              settings={settings}
              closed={close}
            />
          )}
        </Later>
      )}
      {offered && (
        <Later part={dialogs} without={<AbsentDialog closed={decline} />}>
          {({ CarryDialog }) => (
            <CarryDialog carried={offered} taken={() => adopt(offered)} closed={decline} />
          )}
        </Later>
      )}
      {!offered && chat.name.value === "" && <NameDialog named={(name) => chat.rename(name)} />}
    </>
  );
}
