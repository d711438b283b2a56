/** The notice of an act: a message that every client can show (P32). */
import { type Act, type Notice, type Person, type Rank, SERVER_ROOM } from "../../protocol";
import type { Draft } from "../../store";

/** What somebody does to keep order. */
export interface DoneAct {
  act: Act;
  room: string;
  by: Person;
  /** The person it was done to, with the last known name, which may be empty. */
  whom?: Person | undefined;
  until?: number | undefined;
  reason?: string | undefined;
  rank?: Rank | undefined;
  count?: number | undefined;
}

/** A person who acts and never said a name. */
const UNNAMED = "moderator";
/** Characters of the name of somebody in a notice's text. */
const unnamed = ({ from, name }: Person) => name || from;

/** The message that says what was done. */
export function noticeOf(done: DoneAct): Draft {
  const { act, room, by, whom, until, reason, rank, count } = done;
  const notice: Notice = {
    act,
    by: by.from,
    ...(whom && { whom: whom.from }),
    ...(whom?.name && { name: whom.name }),
    ...(until !== undefined && { until }),
    ...(reason && { reason }),
    ...(rank && { rank }),
    ...(count !== undefined && { count }),
  };
  const name = by.name || UNNAMED;
  return { room, id: Bun.randomUUIDv7(), from: by.from, name, txt: sentenceOf(done, name), notice };
}

/** The same in plain English, for clients that know no notices. */
function sentenceOf({ act, room, whom, until, reason, rank, count }: DoneAct, by: string): string {
  const person = whom ? unnamed(whom) : "";
  const place = room === SERVER_ROOM ? "the server" : "the room";
  const end = until === undefined ? "" : ` until ${timeOf(until)}`;
  const why = reason ? `: ${reason}` : "";
  const said: Record<Act, string> = {
    remove: `removed a message of ${person}`,
    sweep: `removed ${count} messages of ${person}`,
    mute: `muted ${person}${end}`,
    ban: `banned ${person} from ${place}${end}`,
    kick: `removed ${person} from ${place}`,
    pardon: `pardoned ${person}`,
    rank: `made ${person} ${rank}`,
    lock: `locked ${place}: only moderators write`,
    unlock: `unlocked ${place}`,
  };
  return `${by} ${said[act]}${why}`;
}

const timeOf = (ms: number) => `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;
