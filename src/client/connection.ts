/** The connection to the server, by Socket.IO: everything else sends and receives through this. */
import { Manager } from "socket.io-client";
import {
  type Ack,
  type ClientToServerEvents,
  IDS_ASKED,
  type HistoryPage,
  type HistoryRequest,
  type Joined,
  type FoundPeople,
  type FoundPerson,
  type Person,
  type Reactors,
  type Reply,
  type ServerToClientEvents,
  type WireError,
} from "../protocol";
import type { Identity } from "./identity";
import { type ClientSocket, keepConnected, type Patience } from "./reconnection";
import { optionsOf, spoken } from "./outbox-items";
import type { Send, SendWish } from "./outbox-parts";
import { type Ask, asker } from "./asking";
import { createKeyChange } from "./key-change";
import { type ConnectionListener, listenTo } from "./listening";
import { createLivenessCheck } from "./liveness";
import { createRedemption } from "./redemption";
import { wait } from "./wait";

export type { ConnectionListener } from "./listening";
export type { ConnectionStatus, Patience } from "./reconnection";

/**
 * Requests reject when the connection is lost before the answer, or when no answer comes in time. A request that
 * is refused with `retryAfter` is sent again, except a message or wish, which the outbox sends again.
 */
export interface Connection {
  send: Send;
  sendWish: SendWish;
  history: (request: HistoryRequest) => Promise<HistoryPage>;
  /** Joins a room, with an invitation to it if there is one (P28). */
  join: (room: string, invitation?: string) => Promise<Reply<Joined>>;
  leave: (room: string) => void;
  /** Tells the server the person's current name. Resolves with the server's reason to refuse it. The next connection brings it anyway. */
  rename: () => Promise<WireError | undefined>;
  typing: (room: string, on: boolean) => void;
  /** People in a room whose names begin with `q`, or those who moderate (P25); none if the server refuses. */
  people: (
    asked: { room: string } & ({ q: string } | { moderators: true }),
  ) => Promise<FoundPerson[]>;
  /** The people who reacted to a message with an emoji (P25); none if the server refuses. */
  reactors: (room: string, seq: number, emoji: string) => Promise<Person[]>;
  /** Names to public ids, and in a room whether they moderate (P25); none if the server refuses. */
  namesOf: (ids: readonly string[], room?: string) => Promise<FoundPerson[]>;
  ask: Ask;
  /**
   * Reconnects with an invitation. Resolves with the server's reason to refuse it, or with undefined when the person is in.
   * The token is forgotten then.
   */
  redeem: (token: string) => Promise<WireError | undefined>;
  /** Gives the person another key, which ends all other devices (P35). Whatever happens, this one has a key that counts. */
  rekey: () => Promise<Reply<object>>;
  /** Reconnects as the person of a link. Resolves with the server's reason to refuse it; `onReplaced` is called otherwise. */
  recover: (token: string) => Promise<WireError>;
  /** Tries to connect now, without waiting for the end of the pause. */
  retry: () => void;
  /** Ends the connection, and makes no attempt until `retry`. */
  rest: () => void;
  /** To be called when the device wakes or its network is back: checks at once whether the connection is still alive. */
  wake: () => void;
}

const PATIENCE: Patience = {
  probe: 2000,
  doubt: 3000,
  answer: 10_000,
  greeting: 10_000,
  ban: 10_000,
};

/**
 * Connects to the server at `url`, and reconnects forever, with growing pauses. `onReplaced` is called when this browser has another
 * identity: its pages have to be reloaded.
 */
export function connect(
  url: string,
  identity: Identity,
  listener: ConnectionListener,
  {
    patience = PATIENCE,
    onReplaced = () => {},
  }: { patience?: Patience | undefined; onReplaced?: () => void } = {},
): Connection {
  const manager = new Manager<ServerToClientEvents, ClientToServerEvents>(url, {
    timeout: patience.greeting,
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    // Polling sends a proxy's cookies, as WebSocket does.
    withCredentials: true,
    reconnection: false,
  });
  const redemption = createRedemption();
  const keys = createKeyChange(identity, onReplaced);
  const socket: ClientSocket = manager.socket("/", {
    auth: (give) =>
      give({
        name: identity.name() || undefined,
        ...keys.auth(),
        presence: "changes",
        invitation: redemption.token(),
      }),
  });
  const { retry, renew, revive, rest } = keepConnected(
    socket,
    listener.onStatus,
    patience,
    redemption,
    keys,
  );
  listenTo(socket, listener);
  const { look, greeted } = createLivenessCheck({
    isConnected: () => socket.connected,
    // Sending the same name changes nothing, and any answer proves that the server is there.
    ask: (done) => socket.emit("rename", { name: identity.name() }, done),
    renew,
    patience: patience.probe,
  });
  socket.on("dixiu", greeted);
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
    send: (unsent, after) =>
      answered((ack) => socket.emit("chuan", spoken(unsent), optionsOf(unsent, after), ack)),
    sendWish: ({ room, id, wish }, seq) =>
      answered((ack) => {
        const place = { room, seq, id };
        if (wish.kind === "edit") socket.emit("edit", { ...place, txt: wish.txt }, ack);
        else if (wish.kind === "remove") socket.emit("remove", place, ack);
        else socket.emit("react", { ...place, emoji: wish.emoji, on: wish.on }, ack);
      }),
    async history(request) {
      const reply = await insist<HistoryPage>((ack) => socket.emit("history", request, ack));
      if (!reply.ok) throw new Error(reply.error.message);
      return reply;
    },
    join: (room, invitation) =>
      insist<Joined>((ack) => socket.emit("join", { room, invitation }, ack)),
    leave: (room) => {
      if (socket.connected) socket.emit("leave", { room });
    },
    async people(asked) {
      const reply = await answered<FoundPeople>((ack) => socket.emit("people", asked, ack));
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
    async namesOf(ids, room) {
      const people: FoundPerson[] = [];
      for (let first = 0; first < ids.length; first += IDS_ASKED) {
        const from = ids.slice(first, first + IDS_ASKED);
        const reply = await insist<FoundPeople>((ack) =>
          socket.emit("people", { room, from }, ack),
        );
        if (reply.ok) people.push(...reply.people);
      }
      return people;
    },
    ask: asker(socket, answered),
    rename: () =>
      insist<{ you: Person }>((ack) => socket.emit("rename", { name: identity.name() }, ack)).then(
        (reply) => (reply.ok ? undefined : reply.error),
        () => undefined,
      ),
    typing: (room, on) => {
      if (socket.connected) socket.volatile.emit("typing", { room, on });
    },
    redeem(token) {
      const answer = redemption.begin(token);
      renew();
      return answer;
    },
    async rekey() {
      const { key } = identity.prepare();
      const reply = await answered<object>((ack) => socket.emit("rekey", { key }, ack));
      if (reply.ok) identity.take();
      // An earlier answer may have been lost: the next connection shows which key counts.
      else if (reply.error.code === "forbidden") renew();
      return reply;
    },
    recover(token) {
      const answer = keys.begin(token);
      renew();
      return answer;
    },
    retry,
    rest,
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
