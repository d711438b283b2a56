/** The one file that knows Socket.IO: everything else sends and receives through this. */
import { Manager, type Socket } from "socket.io-client";
import {
  type Ack,
  type ClientToServerEvents,
  IDS_ASKED,
  type HistoryPage,
  type HistoryRequest,
  type Joined,
  type Message,
  type FoundPeople,
  type PeopleChanged,
  type Person,
  type Presence,
  type Reactors,
  type Reply,
  type ServerToClientEvents,
  type Typing,
  type Welcome,
  type WireError,
} from "../protocol";
import { backoff } from "./backoff";
import type { Identity } from "./identity";
import type { Send } from "./outbox";
import { createLivenessCheck } from "./liveness";
import { wait } from "./wait";

/** The state of the connection. `at` is the time of the next attempt, as `performance.now` counts. */
export type ConnectionStatus =
  | { is: "connecting" }
  | { is: "online" }
  | { is: "waiting"; at: number }
  | { is: "leaving" }
  | { is: "refused"; at: number; error: WireError };

/** What the server sends. */
export interface ConnectionListener {
  onStatus: (status: ConnectionStatus) => void;
  /** Called once for every connection, before anything else on it. */
  onGreeting: (greeting: string, welcome: Welcome) => void;
  onMessage: (message: Message) => void;
  /** All people of a room, from an older server that does not send changes. */
  onPresence: (presence: Presence) => void;
  onPeople: (changed: PeopleChanged) => void;
  onTyping: (typing: Typing) => void;
}

/**
 * Requests reject when the connection is lost before the answer, or when no answer comes in time. A request that
 * is refused with `retryAfter` is sent again, except a message, which the outbox sends again.
 */
export interface Connection {
  send: Send;
  history: (request: HistoryRequest) => Promise<HistoryPage>;
  join: (room: string) => Promise<Reply<Joined>>;
  leave: (room: string) => void;
  /** Tells the server the person's current name. */
  rename: () => void;
  typing: (room: string, on: boolean) => void;
  /** People in a room whose names begin with `q` (P25); none if the server refuses. */
  people: (room: string, q: string) => Promise<Person[]>;
  /** The people who reacted to a message with an emoji (P25); none if the server refuses. */
  reactors: (room: string, seq: number, emoji: string) => Promise<Person[]>;
  /** Names to public ids (P25); none if the server refuses. */
  namesOf: (ids: readonly string[]) => Promise<Person[]>;
  /** Tries to connect now, without waiting for the end of the pause. */
  retry: () => void;
  /** To be called when the device wakes or its network is back: checks at once whether the connection is still alive. */
  wake: () => void;
}

/** Milliseconds. */
export interface Patience {
  /** In which the server has to answer a liveness check. */
  probe: number;
  /** After which a request without an answer starts such a check. */
  doubt: number;
  /** After which a request without an answer is given up. */
  answer: number;
  /** In which a new connection has to be greeted. */
  greeting: number;
}

const PATIENCE: Patience = { probe: 2000, doubt: 3000, answer: 10_000, greeting: 10_000 };

type ClientSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

/** Connects to the server at `url`, and reconnects for ever, with growing pauses. */
export function connect(
  url: string,
  identity: Identity,
  listener: ConnectionListener,
  patience: Patience = PATIENCE,
): Connection {
  const manager = new Manager<ServerToClientEvents, ClientToServerEvents>(url, {
    timeout: patience.greeting,
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    // Polling sends a proxy's cookies, as WebSocket does.
    withCredentials: true,
    reconnection: false,
  });
  const socket: ClientSocket = manager.socket("/", {
    auth: (give) =>
      give({ name: identity.name() || undefined, key: identity.key, presence: "changes" }),
  });
  const { retry, renew, revive } = keepConnected(socket, listener.onStatus, patience);
  listen(socket, listener);
  const look = createLivenessCheck({
    isConnected: () => socket.connected,
    // Sending the same name changes nothing, and any answer proves that the server is there.
    ask: (done) => socket.emit("rename", { name: identity.name() }, done),
    renew,
    patience: patience.probe,
  });
  const answered = requester(socket, patience, look);

  /** Sends a request again as long as the answer says to retry. Rejects when the connection is lost. */
  async function insist<T extends object>(ask: (ack: Ack<T>) => void): Promise<Reply<T>> {
    for (;;) {
      const reply = await answered(ask);
      if (reply.ok || reply.error.retryAfter === undefined) return reply;
      await wait(reply.error.retryAfter);
    }
  }

  return {
    send: ({ name, txt, room, id, re }, after) =>
      answered((ack) => socket.emit("chuan", { name, txt }, { room, id, after, re }, ack)),
    async history(request) {
      const reply = await insist<HistoryPage>((ack) => socket.emit("history", request, ack));
      if (!reply.ok) throw new Error(reply.error.message);
      return reply;
    },
    join: (room) => insist<Joined>((ack) => socket.emit("join", { room }, ack)),
    leave: (room) => {
      if (socket.connected) socket.emit("leave", { room });
    },
    async people(room, q) {
      const reply = await answered<FoundPeople>((ack) => socket.emit("people", { room, q }, ack));
      return reply.ok ? reply.people : [];
    },
    async reactors(room, seq, emoji) {
      const people: Person[] = [];
      for (let more = true; more;) {
        const after = people.at(-1)?.from;
        const reply = await insist<Reactors>((ack) =>
          socket.emit("reactors", { room, seq, emoji, after }, ack),
        );
        more = reply.ok && reply.more && reply.people.length > 0;
        if (reply.ok) people.push(...reply.people);
      }
      return people;
    },
    async namesOf(ids) {
      const people: Person[] = [];
      for (let first = 0; first < ids.length; first += IDS_ASKED) {
        const from = ids.slice(first, first + IDS_ASKED);
        const reply = await insist<FoundPeople>((ack) => socket.emit("people", { from }, ack));
        if (reply.ok) people.push(...reply.people);
      }
      return people;
    },
    rename: () => {
      // The next connection brings the name with it.
      void insist<{ you: Person }>((ack) =>
        socket.emit("rename", { name: identity.name() }, ack),
      ).catch(() => {});
    },
    typing: (room, on) => {
      if (socket.connected) socket.volatile.emit("typing", { room, on });
    },
    retry,
    wake: () => (socket.connected ? look() : revive()),
  };
}

/** Returns a function that makes a request, which rejects when its connection is lost. `onDoubt` is called when an answer takes long. */
function requester(socket: ClientSocket, { answer, doubt }: Patience, onDoubt: () => void) {
  return <T extends object>(ask: (ack: Ack<T>) => void): Promise<Reply<T>> =>
    new Promise((resolve, reject) => {
      const lost = () => finish(() => reject(new Error("the connection was lost")));
      const timers = [setTimeout(lost, answer), setTimeout(onDoubt, doubt)];
      const finish = (settle: () => void) => {
        for (const timer of timers) clearTimeout(timer);
        socket.off("disconnect", lost);
        settle();
      };
      // Socket.IO would keep the request and send it after reconnecting, when nobody waits for it any more.
      if (!socket.connected) return lost();
      socket.on("disconnect", lost);
      ask((reply) => finish(() => resolve(reply)));
    });
}

/** Reconnects. Socket.IO's own reconnection neither says when it will try nor can be asked to try now. */
function keepConnected(
  socket: ClientSocket,
  onStatus: ConnectionListener["onStatus"],
  { probe, greeting }: Patience,
) {
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let begunAt = 0;
  let isTrying = false;
  /** Attempts that were replaced by a newer one since the last greeting: each may take twice as long as the one before. */
  let restarts = 0;
  /** The server has asked for no attempt before this time. */
  let notBefore = 0;

  function retry(): void {
    clearTimeout(timer);
    if (socket.connected) return;
    onStatus({ is: "connecting" });
    // After a refusal the transport stays open, and the server would not greet a second time on it.
    socket.disconnect().connect();
    expectGreeting();
  }

  /** A network that drops all packets reports nothing before its own long timeouts. */
  function expectGreeting(): void {
    begunAt = performance.now();
    isTrying = true;
    timer = setTimeout(retryLater, greeting);
  }

  function retryLater(error?: WireError): void {
    clearTimeout(timer);
    isTrying = false;
    const pause = Math.max(backoff(failures), error?.retryAfter ?? 0);
    failures += 1;
    timer = setTimeout(retry, pause);
    const at = performance.now() + pause;
    notBefore = error ? at : 0;
    onStatus(error ? { is: "refused", at, error } : { is: "waiting", at });
  }

  /** Without a connection: tries now, unless the server has named a time, or an attempt has begun and may still succeed. */
  function revive(): void {
    if (performance.now() < (isTrying ? begunAt + probe * 2 ** restarts : notBefore)) return;
    if (isTrying) restarts += 1;
    retry();
  }

  /** Replaces a silent connection. */
  function renew(): void {
    socket.disconnect();
    retry();
  }

  socket.on("dixiu", () => {
    clearTimeout(timer);
    isTrying = false;
    [failures, restarts] = [0, 0];
  });
  socket.on("disconnect", () => retryLater());
  socket.on("connect_error", (error: Error & { data?: WireError }) => retryLater(error.data));
  expectGreeting();

  return { retry, renew, revive };
}

function listen(socket: ClientSocket, listener: ConnectionListener): void {
  socket.on("dixiu", (greeting, welcome) => {
    listener.onStatus({ is: "online" });
    listener.onGreeting(greeting, welcome);
  });
  socket.on("tianxiu", (msg, meta) => listener.onMessage({ ...msg, ...meta }));
  socket.on("presence", listener.onPresence);
  socket.on("people", listener.onPeople);
  socket.on("typing", listener.onTyping);
  socket.on("leaving", () => listener.onStatus({ is: "leaving" }));
}
