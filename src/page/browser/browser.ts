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

/** Whether the page may show notifications; "default" until the person was asked. */
export function notificationPermission(): NotificationPermission {
  return "Notification" in globalThis ? Notification.permission : "denied";
}

/** Whether the device has a touch screen and no mouse. */
export function isTouched(): boolean {
  return matchMedia("(hover: none) and (pointer: coarse)").matches;
}
