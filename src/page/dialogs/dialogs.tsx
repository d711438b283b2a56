/** The dialogs that are not needed at first: a lazy module. */
import type { Chat } from "../state/chat";
import type { Identity } from "../../client/identity";
import type { Settings } from "../settings/settings";
import { DevicesDialog } from "../devices/devices-dialog";
import { WordsDialog } from "../devices/words-dialog";
import { EraseDialog } from "../self/erase-dialog";
import { PrivacyDialog } from "../self/privacy-dialog";
import { HelpDialog } from "./help-dialog";
import { InviteDialog } from "../invite/invite-dialog";
import { ActsDialog } from "../order/acts-dialog";
import { PersonDialog } from "../order/person-panel";
import { ReportsDialog } from "../order/reports-dialog";
import { WithAllWords } from "../languages/later-words";
import { BrowseDialog } from "../rooms/browse-dialog";
import { NewRoomDialog } from "../rooms/new-room-dialog";
import { PeopleDialog } from "../rooms/people-dialog";
import { RoomDialog } from "../rooms/room-dialog";
import { RoomSettingsDialog } from "../rooms/room-settings-dialog";
import { ServerDialog } from "../rooms/server-dialog";
import { SettingsDialog } from "./settings-dialog";
import { UnavailableDialog } from "./unavailable-dialog";
import type { LazyDialog, OpenDialog } from "./open-dialog";

export { TransferDialog } from "./transfer-dialog";
export { PermissionNotice } from "../notices/permission-notice";
export { NoRoom } from "./no-room";
export { PersonPanel } from "../order/person-panel";
export { ReportForm } from "../order/report-form";
export { PageNotices } from "../rooms/page-notices";

interface Props {
  dialog: LazyDialog;
  chat: Chat;
  identity: Identity;
  settings: Settings;
  /** Opens another one in its place. */
  show: (what: OpenDialog) => void;
  onClose: () => void;
}

/** The dialog of a name. */
export function PageDialog(props: Props) {
  return (
    <WithAllWords fallback={<UnavailableDialog onClose={props.onClose} />}>
      <NamedDialog {...props} />
    </WithAllWords>
  );
}

function NamedDialog({ dialog, chat, identity, settings, show, onClose }: Props) {
  if (typeof dialog === "object")
    return (
      <PersonDialog chat={chat} room={chat.room.value} person={dialog.person} onClose={onClose} />
    );
  switch (dialog) {
    case "people":
      return <PeopleDialog key={chat.room.value.name} chat={chat} show={show} onClose={onClose} />;
    case "room":
      return <RoomDialog key={chat.room.value.name} chat={chat} show={show} onClose={onClose} />;
    case "roomSettings":
      return <RoomSettingsDialog chat={chat} onClose={onClose} />;
    case "newRoom":
      return <NewRoomDialog chat={chat} show={show} onClose={onClose} />;
    case "browse":
      return <BrowseDialog chat={chat} onClose={onClose} />;
    case "server":
      return <ServerDialog chat={chat} show={show} onClose={onClose} />;
    case "invite":
      return <InviteDialog chat={chat} room={chat.room.value.name} onClose={onClose} />;
    case "inviteServer":
      return <InviteDialog chat={chat} room={undefined} onClose={onClose} />;
    case "acts":
    case "serverActs":
      return (
        <ActsDialog
          chat={chat}
          room={dialog === "acts" ? chat.room.value.name : undefined}
          onClose={onClose}
        />
      );
    case "reports":
      return (
        <ReportsDialog chat={chat} onPerson={(person) => show({ person })} onClose={onClose} />
      );
    case "help":
      return <HelpDialog onClose={onClose} />;
    case "settings":
      return <SettingsDialog chat={chat} settings={settings} show={show} onClose={onClose} />;
    case "devices":
      return <DevicesDialog chat={chat} identity={identity} show={show} onClose={onClose} />;
    case "words":
      return <WordsDialog chat={chat} onClose={onClose} />;
    case "privacy":
      return <PrivacyDialog chat={chat} onClose={onClose} />;
    case "erase":
      return <EraseDialog chat={chat} show={show} onClose={onClose} />;
  }
}
