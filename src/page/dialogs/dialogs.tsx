/** The dialogs that reading and writing can do without: a part of the page of their own. */
import type { Chat } from "../state/chat";
import type { Identity } from "../../client/identity";
import type { Settings } from "../settings/settings";
import { HelpDialog } from "./help-dialog";
import { NewRoomDialog } from "./new-room-dialog";
import { PeopleDialog } from "./people-dialog";
import { RoomDialog } from "./room-dialog";
import { SettingsDialog } from "./settings-dialog";
import type { PageDialogName } from "./open-dialog";

export { CarryDialog } from "./transfer-dialog";
export { OfferLine } from "../notices/permission-notice";
export { NoRoom } from "./no-room";

interface Props {
  shown: PageDialogName;
  chat: Chat;
  identity: Identity;
  settings: Settings;
  closed: () => void;
}

/** One of the dialogs that the page's buttons open. */
export function PageDialog({ shown, chat, identity, settings, closed }: Props) {
  switch (shown) {
    case "people":
      return <PeopleDialog chat={chat} closed={closed} />;
    case "room":
      return <RoomDialog key={chat.room.value.name} chat={chat} closed={closed} />;
    case "newRoom":
      return <NewRoomDialog chat={chat} closed={closed} />;
    case "help":
      return <HelpDialog closed={closed} />;
    case "settings":
      return <SettingsDialog chat={chat} identity={identity} settings={settings} closed={closed} />;
  }
}
