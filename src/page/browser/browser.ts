/** What a browser may have and may refuse. */
import type { KeyValueStore } from "../../client/key-value-store";

/** Merely to look at `localStorage` throws where a browser refuses it. */
export function localStore(): KeyValueStore | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}

/** Puts text on the clipboard. Rejects where the browser does not let the page do so. */
export async function copy(text: string): Promise<void> {
  // Only a secure context has the modern way, and a server at home may be reached without TLS.
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.value = text;
  // A dialog that is open makes everything outside of it inert.
  (document.querySelector("dialog[open]") ?? document.body).append(field);
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  if (!isCopied) throw new Error("the browser did not copy");
}

/** Whether the page may notify; "default" until the person was asked. */
export function notificationPermission(): NotificationPermission {
  return "Notification" in globalThis ? Notification.permission : "denied";
}
