/** What the page knows of the connection, the server and the person: signals, which components read. */
import { type Signal, signal } from "@preact/signals";
import type { ServerProfile, WireError } from "../../protocol";
import type { ConnectionStatus } from "../../client/connection";
import type { Identity } from "../../client/identity";

export class ChatFacts {
  readonly status = signal<ConnectionStatus>({ is: "connecting" });
  /** Whether the server lets nobody in without an invitation, and has not let in this person. It stays while they try again. */
  readonly isUninvited = signal(false);
  /** "" until the server has greeted. */
  readonly greeting = signal("");
  readonly name: Signal<string>;
  /** The person's public id; undefined until a server has ever greeted. */
  readonly me: Signal<string | undefined>;
  /** Why the server refuses the current room. */
  readonly refusal = signal<WireError | undefined>(undefined);
  /** What the server is called and is for, and the person's rank on it. */
  readonly server: Signal<ServerProfile>;

  constructor(identity: Identity, server: ServerProfile) {
    this.name = signal(identity.name());
    this.me = signal(identity.from());
    this.server = signal(server);
  }
}
