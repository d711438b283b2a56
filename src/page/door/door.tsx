/** The door: what somebody sees who needs an invitation, has brought one, is signed out, or is banned. A lazy module. */
import type { Signal } from "@preact/signals";
import type { Offer } from "../browser/address";
import type { OpenDialog } from "../dialogs/open-dialog";
import { UnavailableDialog } from "../dialogs/unavailable-dialog";
import { WithAllWords } from "../languages/later-words";
import type { Chat } from "../state/chat";
import { Banned } from "./banned";
import { InvitationDialog } from "./invitation-dialog";
import { InvitationNeeded } from "./invitation-needed";
import { SignedOut } from "./signed-out";

interface Props {
  chat: Chat;
  invitation: Signal<Offer | undefined>;
  show: (what: OpenDialog) => void;
}

/** Shows the invitation that there is, or asks for one. */
export function DoorPage({ chat, invitation, show }: Props) {
  const offer = invitation.value;
  const close = () => (invitation.value = undefined);
  return (
    <WithAllWords fallback={<UnavailableDialog onClose={close} />}>
      {chat.shutOut.value?.code === "banned" ? (
        <Banned error={chat.shutOut.value} onRetry={() => chat.reconnect()} />
      ) : chat.shutOut.value?.code === "forbidden" ? (
        <SignedOut />
      ) : offer ? (
        <InvitationDialog key={offer.token} offer={offer} chat={chat} onClose={close} />
      ) : (
        <InvitationNeeded
          onToken={(token) => (invitation.value = { token })}
          onElsewhere={() => show("words")}
        />
      )}
    </WithAllWords>
  );
}
