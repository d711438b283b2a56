/** What a room is, and who is there. */
import { type Signal, signal } from "@preact/signals";
import type { Level, Notice, PeopleChanged, Person } from "../../protocol";
import type { RoomEntry, RoomProfile } from "../storage/room-list";
import { Hindrance, hindrance } from "./hindrance";
import type { PeopleHere } from "./room-parts";

/** A closed room's name is one that only the server makes (P29). */
export const isClosedName = (room: string): boolean => room.startsWith("~");

export class RoomFacts {
  readonly name: string;
  /** What the server has said of the room, if it is one of the person's. */
  readonly profile = signal<RoomProfile>({});
  /** Which messages notify the person here. */
  readonly level: Signal<Level>;
  /** Why an act keeps the person from writing in the room. */
  readonly barred = new Hindrance();
  readonly people = signal<PeopleHere>({ count: 0, people: [] });
  /** People that the server was asked for, since there are more than `people` names. */
  readonly found = signal<readonly Person[]>([]);
  readonly typing = signal<Person[]>([]);

  constructor(name: string, { own = {}, tell }: Pick<RoomEntry, "own" | "tell">) {
    this.name = name;
    this.level = signal(tell);
    this.learn(own);
  }

  /** The server has said what the room is, and what the person may not do in it. */
  learn(profile: RoomProfile): void {
    this.profile.value = profile;
    this.barred.value = profile.muted && hindrance("muted", profile.muted);
  }

  /** An act came live: if it is about the person `me`, it is in force from now on. */
  heed({ act, whom, ...rest }: Notice, me: string | undefined): void {
    if (whom !== me || (act !== "mute" && act !== "pardon")) return;
    this.barred.value = act === "mute" ? hindrance("muted", rest) : undefined;
  }

  get isClosed(): boolean {
    return isClosedName(this.name);
  }

  /** Whether it is a room of the person and one other (P30). */
  get isDirect(): boolean {
    return this.profile.value.kind === "direct";
  }
}

/** The people of a room after some came, took another name, or left. */
export function peopleAfter(
  { people }: PeopleHere,
  { count, came, gone }: Pick<PeopleChanged, "count" | "came" | "gone">,
): PeopleHere {
  const all = new Map(people.map((person) => [person.from, person]));
  for (const person of came) all.set(person.from, person);
  for (const from of gone) all.delete(from);
  return { count, people: [...all.values()] };
}
