/** What the page knows of the connection, the server and the person: signals, which components read. */
import { type Signal, signal } from "@preact/signals";
import type { Decided, OpenReports, Self, ServerProfile, WireError } from "../../protocol";
import type { ConnectionStatus } from "../../client/connection";
import type { Identity } from "../../client/identity";
import type { OpenFiles } from "../files/lazy-sending";
import type { RoomList } from "../storage/room-list";
import { Hindrance, hindrance } from "./hindrance";

export interface FactsParts {
  identity: Identity;
  roomList: RoomList;
  openFiles: OpenFiles;
}

export class ChatFacts {
  readonly status = signal<ConnectionStatus>({ is: "connecting" });
  /** Why the server has not let in this person, who needs an invitation, is banned, or has another key now. It stays while they try again. */
  readonly shutOut = signal<WireError | undefined>(undefined);
  /** "" until the server has greeted. */
  readonly greeting = signal("");
  readonly name: Signal<string>;
  /** A name that the person wanted and somebody else owns, until they have another one (P34). */
  readonly takenName = signal<string | undefined>(undefined);
  /** What the server stores about the person; undefined before the first greeting, and for an older server. */
  readonly self = signal<Self | undefined>(undefined);
  /** The person's public id; undefined until a server has ever greeted. */
  readonly me: Signal<string | undefined>;
  /** Why the server refuses the current room. */
  readonly refusal: Hindrance;
  /** Why an act keeps the person from writing in all open rooms. */
  readonly barred = new Hindrance();
  /** How many reports wait for the person, in each place of which they see them. */
  readonly reports = signal<ReadonlyMap<string, number>>(new Map());
  /** The count of reports that the server sent last. */
  readonly reported = signal<OpenReports | undefined>(undefined);
  /** Somebody has looked at a message that the person had reported, until they have read that. */
  readonly decided = signal<Decided | undefined>(undefined);
  /** The server's name and purpose, and the person's rank on it. */
  readonly server: Signal<ServerProfile>;
  /** Where the bytes of files are kept until they are sent, and how this browser gets the cookie to fetch files (P38). */
  readonly openFiles: OpenFiles;
  /** The most bytes of a file, as the server last sent it: 0 where it takes no files, undefined before the first greeting. */
  readonly fileBytes: Signal<number | undefined>;

  /** `onAllowed` is called when the current room is refused for no longer. */
  constructor({ identity, roomList, openFiles }: FactsParts, onAllowed: () => void) {
    this.refusal = new Hindrance(onAllowed);
    this.name = signal(identity.name());
    this.me = signal(identity.from());
    this.server = signal(roomList.server());
    this.openFiles = openFiles;
    this.fileBytes = signal(roomList.fileBytes());
  }

  learnStatus(status: ConnectionStatus): void {
    this.status.value = status;
    if ("error" in status && status.is !== "refused") this.shutOut.value = status.error;
    if (status.is === "online") this.shutOut.value = undefined;
  }

  isBlocked(from: string): boolean {
    return this.self.value?.blocked.includes(from) ?? false;
  }

  countReports(place: string, open: number): void {
    this.reports.value = new Map(this.reports.value).set(place, open);
  }

  learnFileBytes(most: number, list: Pick<RoomList, "keepFileBytes">): void {
    this.fileBytes.value = most;
    list.keepFileBytes(most);
  }

  learnServer(server: ServerProfile): void {
    this.server.value = server;
    this.barred.value = server.muted && hindrance("muted", server.muted);
  }
}
