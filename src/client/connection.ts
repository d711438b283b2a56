/** The one place that knows Socket.IO: everything else in the page sends and hears through this. */
import { io, type Socket } from "socket.io-client";
import type {
  Ack,
  ClientToServerEvents,
  HistoryPage,
  HistoryRequest,
  Joined,
  Message,
  Meta,
  Presence,
  Reply,
  ServerToClientEvents,
  Welcome,
  WireError,
} from "../protocol";
import type { Identity } from "./identity";
import type { Unsent } from "./outbox-store";

export type Status =
  | { is: "connecting" }
  | { is: "online" }
  | { is: "offline" }
  | { is: "leaving"; ms: number }
  | { is: "refused"; error: WireError };

/** What comes from the server. */
export interface Listener {
  status: (status: Status) => void;
  /** Once for every connection, before anything else on it. */
  greeted: (greeting: string, welcome: Welcome) => void;
  message: (message: Message) => void;
  presence: (presence: Presence) => void;
}

export interface Connection {
  /** Rejects when the connection is lost before the acknowledgement, or there is none in time. */
  send: (unsent: Unsent) => Promise<Reply<{ meta: Meta }>>;
  history: (request: HistoryRequest) => Promise<HistoryPage>;
  join: (room: string) => Promise<Joined>;
  rename: (name: string) => void;
  /** Tries to connect now rather than when its time has come. */
  retry: () => void;
}

type ClientSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

/** Milliseconds until a request without an answer is given up. */
const ANSWER_WITHIN = 10_000;

/** Connects to the page's own server, and connects again for as long as the page is open. */
export function connect(identity: Identity, listener: Listener): Connection {
  const socket: ClientSocket = io({
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    reconnectionDelay: 300,
    reconnectionDelayMax: 5000,
    auth: (give) => give({ name: identity.name() || undefined, key: identity.key }),
  });
  listen(socket, listener);

  /** Asks until there is an answer that is not "later", for as long as the connection lasts. */
  async function insist<T extends object>(ask: (ack: Ack<T>) => void): Promise<T> {
    for (;;) {
      const reply = await answered(ask);
      if (reply.ok) return reply;
      if (reply.error.retryAfter === undefined) throw new Error(reply.error.message);
      await new Promise((resolve) => setTimeout(resolve, reply.error.retryAfter));
    }
  }

  function answered<T extends object>(ask: (ack: Ack<T>) => void): Promise<Reply<T>> {
    return new Promise((resolve, reject) => {
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

  return {
    send: ({ name, txt, room, id }) =>
      answered((ack) => socket.emit("chuan", { name, txt }, { room, id }, ack)),
    history: (request) => insist<HistoryPage>((ack) => socket.emit("history", request, ack)),
    join: (room) => insist<Joined>((ack) => socket.emit("join", { room }, ack)),
    rename: (name) => {
      if (socket.connected) socket.emit("rename", { name });
    },
    retry: () => {
      if (socket.connected) return;
      // A manager that waits for its next try does not begin another one: it is begun anew.
      socket.disconnect().connect();
    },
  };
}

function listen(socket: ClientSocket, listener: Listener): void {
  socket.on("dixiu", (greeting, welcome) => {
    listener.status({ is: "online" });
    listener.greeted(greeting, welcome);
  });
  socket.on("tianxiu", (msg, meta) => listener.message({ ...msg, ...meta }));
  socket.on("presence", listener.presence);
  socket.on("leaving", ({ in: ms }) => listener.status({ is: "leaving", ms }));
  socket.on("disconnect", () => listener.status({ is: "offline" }));
  socket.on("connect_error", (error: Error & { data?: WireError }) => {
    listener.status(error.data ? { is: "refused", error: error.data } : { is: "offline" });
  });
}
