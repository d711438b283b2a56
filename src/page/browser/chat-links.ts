/** Links in messages that lead to a room here: they open without loading the page again. */
import { invitationIn, type Offer, transferIn, pathOf, type RoomPlace, placeIn } from "./address";

/** Whether an address is of a room here. An address with an identity is not: the page asks before it takes that. */
export function leadsToChat(href: string): boolean {
  return chatPlaceOf(href) !== undefined;
}

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

/** The place here that an address leads to, if it does. */
export function chatPlaceOf(href: string): RoomPlace | undefined {
  // There may be many links, and most lead elsewhere: this is cheaper than parsing each.
  if (!href.startsWith(`${location.origin}/`)) return undefined;
  const address = new URL(href);
  return transferIn(address) ? undefined : placeIn(address);
}
