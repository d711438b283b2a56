import type { Signal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Identity } from "../../client/identity";
import type { Carried, Offer } from "../browser/address";
import { door } from "../door/lazy-door";
import { useWords } from "../languages/words-context";
import type { LazyModule } from "../lazy/lazy-module";
import { WithModule } from "../lazy/with-module";
import type { Settings } from "../settings/settings";
import { Brand } from "../sidebar/brand";
import { RoomLinks } from "../sidebar/room-links";
import type { Chat } from "../state/chat";
import { Dialog } from "./dialog";
import type * as Dialogs from "./dialogs";
import { NameDialog } from "./name-dialog";
import type { OpenDialog } from "./open-dialog";
import { UnavailableDialog } from "./unavailable-dialog";

interface Props {
  chat: Chat;
  identity: Identity;
  settings: Settings;
  dialogs: LazyModule<typeof Dialogs>;
  invitation: Signal<Offer | undefined>;
  transfer: Signal<Carried | undefined>;
  /** The dialog that the person has opened. */
  shown: OpenDialog;
  show: (dialog: OpenDialog) => void;
}

/** The dialog that the person has opened, and beside it what stands before the chat: a link's offer, the door, the question for a name. */
export function ShownDialog(props: Props) {
  return (
    <>
      <Opened {...props} />
      <Entrance {...props} />
    </>
  );
}

function Opened({ chat, identity, settings, dialogs, shown, show }: Props) {
  const { say } = useWords();
  const close = () => show(undefined);
  if (shown === undefined) return null;
  if (shown === "rooms")
    return (
      <Dialog title={say("rooms")} class="drawer" onClose={close}>
        {chat.server.value.title !== undefined && <Brand chat={chat} show={show} />}
        <RoomLinks chat={chat} onOpen={close} show={show} />
      </Dialog>
    );
  return (
    <WithModule module={dialogs} fallback={<UnavailableDialog onClose={close} />}>
      {({ PageDialog }) => (
        <PageDialog {...{ chat, identity, settings, show }} dialog={shown} onClose={close} />
      )}
    </WithModule>
  );
}

function Entrance({ chat, dialogs, invitation, transfer, show }: Props) {
  const offered = transfer.value;
  const isAtDoor = invitation.value !== undefined || chat.shutOut.value !== undefined;
  // Until the first attempt has ended, the server may let nobody in without an invitation. Later ones take no name away that is being typed.
  const hasTried = useRef(false);
  hasTried.current ||= chat.status.value.is !== "connecting" || chat.me.value !== undefined;
  if (offered) {
    const decline = () => (transfer.value = undefined);
    return (
      <WithModule module={dialogs} fallback={<UnavailableDialog onClose={decline} />}>
        {({ TransferDialog }) => (
          <TransferDialog chat={chat} transfer={offered} onClose={decline} />
        )}
      </WithModule>
    );
  }
  if (isAtDoor)
    return (
      <WithModule
        module={door}
        fallback={<UnavailableDialog onClose={() => (invitation.value = undefined)} />}
      >
        {({ DoorPage }) => <DoorPage chat={chat} invitation={invitation} show={show} />}
      </WithModule>
    );
  if (!hasTried.current || chat.name.value !== "") return null;
  return (
    <NameDialog
      isTaken={chat.takenName.value !== undefined}
      onName={(name) => void chat.rename(name)}
      onElsewhere={() => show("words")}
    />
  );
}
