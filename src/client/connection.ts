/** The one place that knows Socket.IO: everything else in the page sends and hears through this. */
import { io, type Socket } from "socket.io-client";
import type {
  Ack,
  ClientToServerEvents,
  HistoryPage,
  HistoryRequest,
  Joined,
  Message,
  People,
  Person,
  Presence,
  Reply,
  ServerToClientEvents,
  Typing,
  Welcome,
  WireError,
} from "../protocol";
import { backoff } from "./backoff";
import type { Identity } from "./identity";
import type { Send } from "./outbox";

/** `at`: when it is tried again, in milliseconds since 1970. */
export type Status =
  | { is: "connecting" }
  | { is: "online" }
  | { is: "waiting"; at: number }
  | { is: "leaving" }
  | { is: "refused"; at: number; error: WireError };

/** What comes from the server. */
export interface Listener {
  status: (status: Status) => void;
  /** Once for every connection, before anything else on it. */
  greeted: (greeting: string, welcome: Welcome) => void;
  message: (message: Message) => void;
  presence: (presence: Presence) => void;
  typing: (typing: Typing) => void;
}

/**
 * Requests reject when the connection is lost before the answer, or there is none in time. One that is
 * only refused for now ("later") is asked again, except a message's, which the outbox looks after.
 */
export interface Connection {
  send: Send;
  history: (request: HistoryRequest) => Promise<HistoryPage>;
  join: (room: string) => Promise<Reply<Joined>>;
  leave: (room: string) => void;
  /** Tells the server the name that one goes by now. */
  rename: () => void;
  typing: (room: string, on: boolean) => void;
  /** Those in a room whose names begin with `q` (P25); nobody where the server refuses. */
  people: (room: string, q: string) => Promise<Person[]>;
  /** Tries to connect now rather than when its time has come. */
  retry: () => void;
}

type ClientSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

/** Milliseconds until a request without an answer is given up. */
const ANSWER_WITHIN = 10_000;

/** Connects to the server at `url`, and connects again, with growing pauses, for as long as the page is open. */
export function connect(url: string, identity: Identity, listener: Listener): Connection {
  const socket: ClientSocket = io(url, {
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    forceNew: true,
    reconnection: false,
    auth: (give) => give({ name: identity.name() || undefined, key: identity.key }),
  });
  const reconnection = keepConnected(socket, listener.status);
  listen(socket, listener);
  const answered = requests(socket);

  /** Asks until there is an answer that is not "later", for as long as the connection lasts. */
  async function insist<T extends object>(ask: (ack: Ack<T>) => void): Promise<Reply<T>> {
    for (;;) {
      const reply = await answered(ask);
      if (reply.ok || reply.error.retryAfter === undefined) return reply;
      await new Promise((resolve) => setTimeout(resolve, reply.error.retryAfter));
    }
  }

  return {
    send: ({ name, txt, room, id }, after) =>
      answered((ack) => socket.emit("chuan", { name, txt }, { room, id, after }, ack)),
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
      const reply = await answered<People>((ack) => socket.emit("people", { room, q }, ack));
      return reply.ok ? reply.people : [];
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
    ...reconnection,
  };
}

/** Requests that reject when the connection that they were made on is lost. */
function requests(socket: ClientSocket) {
  return <T extends object>(ask: (ack: Ack<T>) => void): Promise<Reply<T>> =>
    new Promise((resolve, reject) => {
      const lost = () => finish(() => reject(new Error("the connection was lost")));
      const timer = setTimeout(lost, ANSWER_WITHIN);
      const finish = (settle: () => void) => {
        clearTimeout(timer);
        socket.off("disconnect", lost);
        settle();
      };
      // Socket.IO would keep it and send it after reconnecting, when nobody waits for it any more.
      if (!socket.connected) return lost();
      socket.on("disconnect", lost);
      ask((reply) => finish(() => resolve(reply)));
    });
}

/** Socket.IO's own reconnection neither says when it will try nor can be told to try now. */
function keepConnected(
  socket: ClientSocket,
  status: Listener["status"],
): Pick<Connection, "retry"> {
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function retry(): void {
    clearTimeout(timer);
    if (socket.connected) return;
    status({ is: "connecting" });
    // A refused connection stays open below its socket, and would not be greeted a second time.
    socket.disconnect().connect();
  }

  function later(error?: WireError): void {
    clearTimeout(timer);
    const pause = Math.max(backoff(failures), error?.retryAfter ?? 0);
    failures += 1;
    timer = setTimeout(retry, pause);
    const at = Date.now() + pause;
    status(error ? { is: "refused", at, error } : { is: "waiting", at });
  }

  socket.on("dixiu", () => {
    failures = 0;
  });
  socket.on("disconnect", () => later());
  socket.on("connect_error", (error: Error & { data?: WireError }) => later(error.data));

  return { retry };
}

function listen(socket: ClientSocket, listener: Listener): void {
  socket.on("dixiu", (greeting, welcome) => {
    listener.status({ is: "online" });
    listener.greeted(greeting, welcome);
  });
  socket.on("tianxiu", (msg, meta) => listener.message({ ...msg, ...meta }));
  socket.on("presence", listener.presence);
  socket.on("typing", listener.typing);
  socket.on("leaving", () => listener.status({ is: "leaving" }));
}
