/** The icon of the window, with the number of unread messages: a lazy module. */
import { badgeOn, iconWith } from "./attention";

/** The address of the icon as it is without a number. */
let address = "/icon.svg";
/** The icon that the server's owner chose; undefined for the built-in one. */
let own: Promise<ImageBitmap | undefined> | undefined;
/** How often it was shown: what was begun before the last time is late. */
let shown = 0;

/** Shows the icon with this number, which 0 is not. Rejects without a server. */
export async function showIcon(unread: number): Promise<void> {
  const turn = (shown += 1);
  const icon = unread === 0 ? undefined : await (own ??= fetchOwn());
  if (turn !== shown) return;
  const numbered = icon ? badgeOn(icon, unread) : iconWith(unread);
  document.querySelector("link[rel=icon]")?.setAttribute("href", unread === 0 ? address : numbered);
}

/** To be called when the owner has chosen another icon, of this file, or the built-in one again. */
export function changeIcon(file: string | undefined): void {
  // The browser has the one before under the same address.
  address = `/icon.svg?${file ?? ""}`;
  own = undefined;
}

/** The built-in icon is a drawing, and an owner's is made of pixels. */
async function fetchOwn(): Promise<ImageBitmap | undefined> {
  try {
    const response = await fetch(address);
    const bytes = await response.blob();
    return bytes.type === "image/png" ? await createImageBitmap(bytes) : undefined;
  } catch {
    // The next number asks again.
    own = undefined;
    return undefined;
  }
}
