/** The dialogs that are not needed at first: a lazy module. */
import type { Chat } from "../state/chat";
import type { Identity } from "../../client/identity";
import type { Settings } from "../settings/settings";
import { HelpDialog } from "./help-dialog";
import { InviteDialog } from "../invite/invite-dialog";
import { NewRoomDialog } from "./new-room-dialog";
import { PeopleDialog } from "./people-dialog";
import { RoomDialog } from "./room-dialog";
import { SettingsDialog } from "./settings-dialog";
import type { LazyDialog } from "./open-dialog";

export { TransferDialog } from "./transfer-dialog";
export { PermissionNotice } from "../notices/permission-notice";
export { NoRoom } from "./no-room";

interface Props {
  dialog: LazyDialog;
  chat: Chat;
  identity: Identity;
  settings: Settings;
  onClose: () => void;
}

/** The dialog of a name. */
export function PageDialog({ dialog, chat, identity, settings, onClose }: Props) {
  switch (dialog) {
    case "people":
      return <PeopleDialog chat={chat} onClose={onClose} />;
    case "room":
      return <RoomDialog key={chat.room.value.name} chat={chat} onClose={onClose} />;
    case "newRoom":
      return <NewRoomDialog chat={chat} onClose={onClose} />;
    case "invite":
      return <InviteDialog chat={chat} room={chat.room.value} onClose={onClose} />;
    case "inviteServer":
      return <InviteDialog chat={chat} room={undefined} onClose={onClose} />;
    case "help":
      return <HelpDialog onClose={onClose} />;
    case "settings":
      return (
        <SettingsDialog chat={chat} identity={identity} settings={settings} onClose={onClose} />
      );
  }
}
