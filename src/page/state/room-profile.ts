/** What a room is, and who is there. */
import { signal } from "@preact/signals";
import type { Person } from "../../protocol";
import type { RoomProfile } from "../storage/room-list";
import type { People } from "./room-parts";

/** A closed room's name is one that only the server makes (P29). */
export const isClosedName = (room: string): boolean => room.startsWith("~");

export class RoomFacts {
  readonly name: string;
  /** What the server has said of the room, if it is one of the person's. */
  readonly profile = signal<RoomProfile>({});
  readonly people = signal<People>({ count: 0, people: [] });
  /** People that the server was asked for, since there are more than `people` names. */
  readonly found = signal<readonly Person[]>([]);
  readonly typing = signal<Person[]>([]);

  constructor(name: string, profile: RoomProfile = {}) {
    this.name = name;
    this.profile.value = profile;
  }

  get isClosed(): boolean {
    return isClosedName(this.name);
  }
}
