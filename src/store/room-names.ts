/** New names for rooms that were named under older rules (P4): their messages are kept, and the rooms can be joined. */
import { ROOM_LENGTH, roomNamed } from "../protocol";

/** Characters kept free for `-` and a number at the end of a name. */
const NUMBER = 8;

/**
 * Returns a function that gives the next name to try for a room: its own in NFC, or `room` where that is no valid
 * name, and then the same with `-2`, `-3` … at the end.
 */
export function createNamer(): (old: string) => string {
  const tried = new Map<string, number>();
  return (old) => {
    const wanted = roomNamed(old) ?? "room";
    const number = (tried.get(wanted) ?? 0) + 1;
    tried.set(wanted, number);
    if (number === 1) return wanted;
    const start = Array.from(wanted)
      .slice(0, ROOM_LENGTH - NUMBER)
      .join("");
    // A joiner is valid only before a letter.
    return `${start.replace(/[\u200c\u200d]$/u, "")}-${number}`;
  };
}

/** Whether a room stored under this name needs another one. */
export function isOutdated(name: string): boolean {
  return roomNamed(name) !== name;
}
