/** Links that lead from the chat to the chat: they open without loading the page anew. */
import { transferIn, pathOf, type RoomPlace, placeIn } from "./address";

/** Whether an address is one of a room here. One that carries somebody is another thing: the page asks first. */
export function leadsToChat(href: string): boolean {
  return chatPlaceOf(href) !== undefined;
}

/** Has `open` open the rooms of links that are clicked. With a key held, a link opens elsewhere, as every link does. */
export function openChatLinks(open: (place: RoomPlace) => void): void {
  document.addEventListener("click", (event) => {
    const { defaultPrevented, ctrlKey, metaKey, shiftKey, altKey, target } = event;
    if (defaultPrevented || ctrlKey || metaKey || shiftKey || altKey) return;
    const link = target instanceof Element ? target.closest<HTMLAnchorElement>(".txt a") : null;
    const place = link && chatPlaceOf(link.href);
    if (!place) return;
    event.preventDefault();
    history.pushState(null, "", pathOf(place));
    open(place);
  });
}

function chatPlaceOf(href: string): RoomPlace | undefined {
  // There may be many, and most lead elsewhere.
  if (!href.startsWith(`${location.origin}/`)) return undefined;
  const address = new URL(href);
  return transferIn(address) ? undefined : placeIn(address);
}
