/** What the box is used for, as a text that is kept over a reload. */
import type { Outgoing } from "../../client/outbox";
import type { ShownMessage } from "../../client/wishes";
import type { Purpose } from "../state/purpose";
import type { Room } from "../state/room";

/** A purpose as a text, of which `restored` makes it again after a reload; "" for none. */
export function keptAs(purpose: Purpose | undefined): string {
  if (!purpose) return "";
  if (purpose.is === "answer") return `answer ${purpose.re}`;
  const { message, txt } = purpose;
  return `edit ${"seq" in message ? message.seq : 0} ${message.id} ${txt}`;
}

type Places = Pick<Room, "quoted" | "messages" | "outgoing">;

/** The purpose that was kept: undefined as long as its message is not known, null if that can no longer be edited. */
export function restored(kept: string, room: Places): Purpose | undefined | null {
  const [, re, seq, id, txt] = /^(?:answer (\d+)|edit (\d+) (\S+) (.*))$/s.exec(kept) ?? [];
  if (re !== undefined) return { is: "answer", re: Number(re), begun: 0 };
  if (seq === undefined || txt === undefined) return null;
  const message = edited({ seq: Number(seq), id }, room);
  if (!message) return message;
  // In a log that was restored, another message may have its number.
  const isThere = message.id === id && !isGone(message);
  return isThere ? { is: "edit", message, txt, begun: 0 } : null;
}

/** Whether the message that is edited is no longer there. */
export function isLost(purpose: Purpose, room: Places): boolean {
  if (purpose.is === "answer") return false;
  const now = edited(purpose.message, room);
  return now === null || (now !== undefined && isGone(now));
}

/** A message as it is now. One that had no `seq` is among the unsent ones, or the room's last. */
function edited({ seq, id }: { seq?: number; id?: string | undefined }, room: Places) {
  if (seq) return room.quoted(seq);
  return [...room.outgoing.value, ...room.messages.value].find((one) => one.id === id);
}

const isGone = (message: ShownMessage | Outgoing) => "gone" in message && !!message.gone;
