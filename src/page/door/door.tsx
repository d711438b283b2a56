/** The door: what somebody sees who needs an invitation, or has brought one. A lazy module. */
import type { Signal } from "@preact/signals";
import type { Offer } from "../browser/address";
import type { Chat } from "../state/chat";
import { InvitationDialog } from "./invitation-dialog";
import { InvitationNeeded } from "./invitation-needed";

interface Props {
  chat: Chat;
  invitation: Signal<Offer | undefined>;
}

/** Shows the invitation that there is, or asks for one. */
export function Door({ chat, invitation }: Props) {
  const offer = invitation.value;
  if (!offer) return <InvitationNeeded onToken={(token) => (invitation.value = { token })} />;
  const close = () => (invitation.value = undefined);
  return <InvitationDialog key={offer.token} offer={offer} chat={chat} onClose={close} />;
}
