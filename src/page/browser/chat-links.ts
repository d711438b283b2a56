/** Links in messages that lead to a room here. */
import { transferIn, type RoomPlace, placeIn } from "./address";

/** Whether an address is of a room here. An address with an identity is not: the page asks before it takes that. */
export function leadsToChat(href: string): boolean {
  return chatPlaceOf(href) !== undefined;
}

/** The place here that an address leads to, if it does. */
export function chatPlaceOf(href: string): RoomPlace | undefined {
  // There may be many links, and most lead elsewhere: this is cheaper than parsing each.
  if (!href.startsWith(`${location.origin}/`)) return undefined;
  const address = new URL(href);
  return transferIn(address) ? undefined : placeIn(address);
}
