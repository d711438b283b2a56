/** What a browser may lack or refuse: storage, clipboard, notifications. */
import type { KeyValueStore } from "../../client/key-value-store";

/** The browser's storage, if it allows it: reading the property `localStorage` throws otherwise. */
export function localStore(): KeyValueStore | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}

/** Puts text on the clipboard. Rejects if the browser does not allow it. */
export async function copyText(text: string): Promise<void> {
  // Only a secure context has the clipboard API, and a server at home may be reached without TLS.
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.value = text;
  // An open dialog makes everything outside of it inert.
  (document.querySelector("dialog[open]") ?? document.body).append(field);
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  if (!isCopied) throw new Error("the browser did not copy");
}

/** Whether the page may show notifications; "default" until the person was asked. */
export function notificationPermission(): NotificationPermission {
  return "Notification" in globalThis ? Notification.permission : "denied";
}

/** Whether the device has a touch screen and no mouse. */
export function isTouched(): boolean {
  return matchMedia("(hover: none) and (pointer: coarse)").matches;
}
