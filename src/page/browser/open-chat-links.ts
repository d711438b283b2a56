/** Links in messages that lead to a room here open without loading the page again. */
import { invitationIn, type Offer, pathOf, type RoomPlace } from "./address";
import { chatPlaceOf } from "./chat-links";

/** Opens the rooms of clicked links by `open`, and shows invitations by `offer`. With a modifier key a link opens in another tab or window, as usual. */
export function openChatLinks(
  open: (place: RoomPlace) => void,
  offer: (invitation: Offer) => void,
): void {
  document.addEventListener("click", (event) => {
    const { defaultPrevented, ctrlKey, metaKey, shiftKey, altKey, target } = event;
    if (defaultPrevented || ctrlKey || metaKey || shiftKey || altKey) return;
    const link = target instanceof Element ? target.closest<HTMLAnchorElement>(".txt a") : null;
    const place = link && chatPlaceOf(link.href);
    if (!place) return;
    event.preventDefault();
    const invitation = invitationIn(new URL(link.href));
    if (invitation) return offer(invitation);
    history.pushState(null, "", pathOf(place));
    open(place);
  });
}
