/** What the page shows and can do: components read these signals and call these functions, nothing else. */
import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Message, Person, Welcome } from "../protocol";
import { connect, type Status } from "./connection";
import type { Identity } from "./identity";
import { Outbox, type Outgoing } from "./outbox";
import type { OutboxStore } from "./outbox-store";
import { Reader } from "./reader";

export interface Chat {
  room: string;
  status: ReadonlySignal<Status>;
  /** "" until the server has greeted. */
  greeting: ReadonlySignal<string>;
  name: ReadonlySignal<string>;
  /** One's own public id, known once the server has greeted. */
  from: ReadonlySignal<string | undefined>;
  people: ReadonlySignal<{ count: number; people: Person[] }>;
  messages: ReadonlySignal<readonly Message[]>;
  /** What the reader does not show yet: queued, being sent, or failed. */
  outgoing: ReadonlySignal<readonly Outgoing[]>;
  hasOlder: ReadonlySignal<boolean>;
  send: (txt: string) => void;
  retry: (id: string) => void;
  discard: (id: string) => void;
  loadOlder: () => Promise<void>;
  rename: (name: string) => void;
  reconnect: () => void;
}

/** Opens one room for reading and writing. */
export function openChat(room: string, identity: Identity, store: OutboxStore): Chat {
  const status = signal<Status>({ is: "connecting" });
  const greeting = signal("");
  const name = signal(identity.name());
  const from = signal<string | undefined>(undefined);
  const people = signal<{ count: number; people: Person[] }>({ count: 0, people: [] });
  const messages = signal<readonly Message[]>([]);
  const ahead = signal<readonly Message[]>([]);
  const unacknowledged = signal<readonly Outgoing[]>([]);
  const hasOlder = signal(false);

  const entered = new Set<string>();

  const connection = connect(identity, {
    status: (now) => {
      status.value = now;
      if (now.is !== "online") outbox.connection(false);
    },
    greeted: (said, welcome) => void greeted(said, welcome),
    message: (message) => {
      if (message.room === room) reader.receive(message);
    },
    presence: (presence) => {
      if (presence.room === room) people.value = presence;
    },
  });

  const reader = new Reader(
    (range) => connection.history({ room, ...range }),
    () =>
      batch(() => {
        messages.value = reader.messages;
        ahead.value = reader.ahead;
        hasOlder.value = reader.hasOlder ?? false;
      }),
  );

  const outbox = new Outbox({
    store,
    send: async (unsent) => {
      await enter(unsent.room);
      return connection.send(unsent);
    },
    acknowledged: (message) => {
      if (message.room === room) reader.receive(message);
    },
    changed: () => {
      unacknowledged.value = outbox.outgoing;
    },
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  });

  async function greeted(said: string, welcome: Welcome): Promise<void> {
    greeting.value = said;
    from.value = welcome.you.from;
    entered.clear();
    outbox.connection(true);
    try {
      const { head, ...presence } = await connection.join(room);
      entered.add(room);
      people.value = presence;
      await reader.catchUp(head);
    } catch {
      // The connection was lost on the way; the next one greets again.
    }
  }

  /** Rooms are the connection's: what was typed in another room before a reload needs that one too. */
  async function enter(wanted: string): Promise<void> {
    if (entered.has(wanted)) return;
    await connection.join(wanted);
    entered.add(wanted);
  }

  const mine = (message: Message) => message.from === from.value;
  const outgoing = computed(() => {
    // A message may be shown already while its acknowledgement is still on the way, or was lost.
    const shown = new Set(messages.value.filter(mine).map(({ id }) => id));
    const early = new Map(ahead.value.filter(mine).map((message) => [message.id, message]));
    return [
      ...early.values().map((message) => ({ ...message, order: 0, state: "sending" as const })),
      ...unacknowledged.value.filter(
        ({ id, room: its }) => its === room && !shown.has(id) && !early.has(id),
      ),
    ];
  });

  void outbox.restore();

  return {
    room,
    status,
    greeting,
    name,
    from,
    people,
    messages,
    outgoing,
    hasOlder,
    send: (txt) => void outbox.add({ room, name: name.value, txt }),
    retry: (id) => outbox.retry(id),
    discard: (id) => void outbox.discard(id),
    loadOlder: () => reader.loadOlder().catch(() => {}),
    rename: (wanted) => {
      identity.rename(wanted);
      name.value = wanted;
      connection.rename(wanted);
    },
    reconnect: connection.retry,
  };
}
