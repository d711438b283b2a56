import type { ReadonlySignal } from "@preact/signals";
import { useLayoutEffect, useMemo, useState } from "preact/hooks";
import type { Message } from "../../protocol";
import type { Chat } from "../chat";
import type { Drafts } from "../drafts";
import type { Carried, Identity } from "../identity";
import { choose } from "../languages/choose";
import { wordsIn } from "../languages/languages";
import type { Settings } from "../settings";
import { shortcuts } from "../shortcuts";
import { Announcer } from "./announcer";
import { CarryDialog } from "./carry-dialog";
import { Composer } from "./composer";
import { Dialog } from "./dialog";
import { Header } from "./header";
import { HelpDialog } from "./help-dialog";
import { Messages } from "./messages";
import { NameDialog } from "./name-dialog";
import { PeopleDialog } from "./people-dialog";
import { RoomDialog } from "./room-dialog";
import { Rooms } from "./rooms";
import { SettingsDialog } from "./settings-dialog";
import type { Shown } from "./shown";
import { Side } from "./side";
import { TypingLine } from "./typing";
import { useWords, WordsContext } from "./words";

export interface AppProps {
  chat: Chat;
  identity: Identity;
  settings: Settings;
  drafts: Drafts;
  /** The newest messages of others that came while the page was open. */
  arrivals: ReadonlySignal<readonly Message[]>;
  /** Whether what is unsent survives a reload. */
  keeps: boolean;
  /** Somebody whom a link would make this browser. */
  carried: Carried | undefined;
  adopt: (carried: Carried) => void;
}

/** The whole page, in the language that the reader has. */
export function App(props: AppProps) {
  const chosen = props.settings.language.value;
  const language = chosen ?? choose(navigator.languages);
  // Who did not choose another language has numbers and times as their own region writes them.
  const locale = chosen === undefined ? navigator.language : language;
  const words = useMemo(() => wordsIn(language, locale), [language, locale]);
  return (
    <WordsContext.Provider value={words}>
      <Page {...props} />
    </WordsContext.Provider>
  );
}

function Page({ chat, identity, settings, drafts, arrivals, keeps, carried, adopt }: AppProps) {
  const { say } = useWords();
  const [shown, show] = useState<Shown>(undefined);
  const [called, call] = useState<{ name: string } | undefined>(undefined);
  const [offered, offer] = useState(carried);
  const close = () => show(undefined);
  useLayoutEffect(() => shortcuts(chat, () => show("help")), [chat]);
  const room = chat.room.value;

  return (
    <>
      <Side chat={chat} show={show} />
      <main>
        <Header chat={chat} show={show} />
        {!keeps && <p class="warning">{say("notKept")}</p>}
        <Messages key={room.name} chat={chat} room={room} mention={(name) => call({ name })} />
        <TypingLine room={room} />
        <Composer
          key={`box ${room.name}`}
          chat={chat}
          room={room}
          drafts={drafts}
          called={called}
        />
      </main>
      <Announcer arrivals={arrivals} />
      {shown === "rooms" && (
        <Dialog title={say("rooms")} class="drawer" closed={close}>
          <Rooms chat={chat} opened={close} />
        </Dialog>
      )}
      {shown === "people" && <PeopleDialog chat={chat} closed={close} />}
      {shown === "room" && <RoomDialog key={room.name} chat={chat} closed={close} />}
      {shown === "help" && <HelpDialog closed={close} />}
      {shown === "settings" && (
        <SettingsDialog chat={chat} identity={identity} settings={settings} closed={close} />
      )}
      {offered && (
        <CarryDialog
          carried={offered}
          taken={() => adopt(offered)}
          closed={() => offer(undefined)}
        />
      )}
      {!offered && chat.name.value === "" && <NameDialog named={(name) => chat.rename(name)} />}
    </>
  );
}
