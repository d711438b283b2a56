/** Which messages are worth a notification, and icons with the number of unread messages. */
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

/** The built-in icon with a number in place of its sign. */
export function iconWith(unread: number): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="14" fill="${RED}"/><text x="32" y="46" font-size="${unread > 9 ? 32 : 42}" font-family="sans-serif" font-weight="700" text-anchor="middle" fill="${WHITE}">${unreadNumber(unread)}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

const [RED, WHITE] = ["#b3361f", "#fff7ec"];
/** Pixels of the icon, and of the number's height. */
const [SIDE, BADGE] = [64, 40];

/** An icon with a number in its lower corner. */
export function badgeOn(icon: CanvasImageSource, unread: number): string {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE;
  const pen = canvas.getContext("2d");
  if (!pen) return iconWith(unread);
  pen.drawImage(icon, 0, 0, SIDE, SIDE);
  const text = unreadNumber(unread);
  pen.font = `700 ${text.length > 2 ? 26 : 32}px sans-serif`;
  const width = Math.min(SIDE, Math.max(BADGE, pen.measureText(text).width + 14));
  pen.fillStyle = RED;
  pen.beginPath();
  pen.roundRect(SIDE - width, SIDE - BADGE, width, BADGE, BADGE / 2);
  pen.fill();
  pen.fillStyle = WHITE;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(text, SIDE - width / 2, SIDE - BADGE / 2 + 2, width - 4);
  return canvas.toDataURL();
}
