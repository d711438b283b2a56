/** Reads a room's messages at the place that the person wants to see. */
import type { Message } from "../../protocol";
import type { Room } from "./room";
import type { RoomReading } from "./room-reading";

/** Reads the messages at the room's goal, and takes the line of the unread away if nothing is below it. Rejects when the connection is lost. */
export async function readAtGoal(room: Room, reading: RoomReading): Promise<void> {
  const { reader, head } = reading;
  const isNear = room.isNear(room.goal.value);
  // Messages that were there before, and those far below the reader's place, are not reported.
  const isCatchingUp = isNear && room.isSettled.value && !reader.hasNewer;
  if (!isCatchingUp) reading.announced = Math.max(reading.announced ?? 0, head.value);
  if (isNear) await reader.catchUp();
  else {
    room.goal.value ??= { is: "unread" };
    await reader.goTo(room.seqOf(room.goal.value));
  }
  head.value = Math.max(head.value, reader.messages.at(-1)?.seq ?? 0);
  // The log may have been restored from an earlier state.
  reading.announced = Math.min(reading.announced ?? 0, head.value);
  if (!hasNews(room, reading)) room.unreadLine.value = undefined;
}

/** Whether there is a message of others below the line of the unread. */
function hasNews(room: Room, reading: RoomReading): boolean {
  const { value: line = Infinity } = room.unreadLine;
  const isNews = (message: Message) => message.seq > line && reading.isNews(message);
  const { messages, hasNewer } = reading.reader;
  return reading.head.value > line && (hasNewer || messages.some(isNews));
}
