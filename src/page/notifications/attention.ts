/** Which messages are worth a notification, and the number of unread messages in the icon. */
import type { Level } from "../../protocol";
import { unreadNumber } from "./title";

/** The person who may be notified of a message. */
interface Addressee {
  level: Level;
  /** Whether the message calls the person. */
  isCalled: boolean;
  isLooking: boolean;
}

/** Whether to notify of a message, by its room's notification level. */
export function isWorthNotifying({ level, isCalled, isLooking }: Addressee): boolean {
  return !isLooking && (level === "all" || (level === "calls" && isCalled));
}

/** The page's icon with that number on it. */
export function iconWith(unread: number): string {
  if (unread === 0) return "/icon.svg";
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="14" fill="#b3361f"/><text x="32" y="46" font-size="${unread > 9 ? 32 : 42}" font-family="sans-serif" font-weight="700" text-anchor="middle" fill="#fff7ec">${unreadNumber(unread)}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
