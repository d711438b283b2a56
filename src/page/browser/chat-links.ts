/** Links that lead from the chat to the chat: they open without loading the page anew. */
import { carriedBy, pathOf, type Place, placeOf } from "./address";

/** Whether an address is one of a room here. One that carries somebody is another thing: the page asks first. */
export function isInside(href: string): boolean {
  return insideOf(href) !== undefined;
}

/** Has `open` open the rooms of links that are clicked. With a key held, a link opens elsewhere, as every link does. */
export function openLinksInside(open: (place: Place) => void): void {
  document.addEventListener("click", (event) => {
    const { defaultPrevented, ctrlKey, metaKey, shiftKey, altKey, target } = event;
    if (defaultPrevented || ctrlKey || metaKey || shiftKey || altKey) return;
    const link = target instanceof Element ? target.closest<HTMLAnchorElement>(".txt a") : null;
    const place = link && insideOf(link.href);
    if (!place) return;
    event.preventDefault();
    history.pushState(null, "", pathOf(place));
    open(place);
  });
}

function insideOf(href: string): Place | undefined {
  // There may be many, and most lead elsewhere.
  if (!href.startsWith(`${location.origin}/`)) return undefined;
  const address = new URL(href);
  return carriedBy(address) ? undefined : placeOf(address);
}
