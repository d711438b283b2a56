/**
 * Sockets with their ids from a pool, and with a handshake that is made when it is read: the objects in it are 400 bytes
 * of an idle connection, and nearly all applications read it once or never.
 */
import { type Namespace, Socket } from "socket.io";
import { connectionOf } from "./engine-io-connection";
import { LeanClient } from "./lean-client";
import { randomId } from "./random-id";

type Handshake = Socket["handshake"];
type Auth = Handshake["auth"];

/** What a handshake is made of, besides the connection. */
class Seed {
  readonly issued: number;
  readonly auth: Auth;

  constructor(issued: number, auth: Auth) {
    this.issued = issued;
    this.auth = auth;
  }
}

const HANDSHAKE = Symbol("handshake");

/** A socket's handshake, what it will be made of, or, without auth, just when the socket was made. */
interface Kept {
  [HANDSHAKE]: Handshake | Seed | number;
}

/** Has Socket.IO's sockets of lean clients make their handshakes later. Other sockets stay as they are. */
export function patchHandshakes(): void {
  const build = Socket.prototype["buildHandshake"];
  Socket.prototype["buildHandshake"] = function buildHandshakeLater(this: Socket, auth: Auth) {
    const client: unknown = this.client;
    if (!(client instanceof LeanClient)) return build.call(this, auth);
    client.began(this);
    return seedOf(Date.now(), auth) as Handshake;
  };
  // Socket.IO's constructor sets it.
  Object.defineProperty(Socket.prototype, "handshake", {
    configurable: true,
    set(this: Socket & Kept, value: Kept[typeof HANDSHAKE]) {
      const isLater = typeof value === "number" || value instanceof Seed;
      Object.defineProperty(this, "handshake", isLater ? LATER : { ...OWN, value });
      if (isLater) this[HANDSHAKE] = value;
    },
  });
}

const OWN = { writable: true, enumerable: true, configurable: true };

const LATER = {
  enumerable: true,
  configurable: true,
  get: handshakeOf,
  set(this: Kept, handshake: Handshake) {
    this[HANDSHAKE] = handshake;
  },
};

function handshakeOf(this: Socket & Kept): Handshake {
  const kept = this[HANDSHAKE];
  if (typeof kept === "number") return (this[HANDSHAKE] = newHandshake(this, kept, {}));
  if (kept instanceof Seed) return (this[HANDSHAKE] = newHandshake(this, kept.issued, kept.auth));
  return kept;
}

/** As Socket.IO's own. */
function newHandshake(socket: Socket, issued: number, auth: Auth): Handshake {
  const { request } = connectionOf(socket);
  return {
    headers: request.headers,
    time: new Date(issued).toString(),
    address: socket.conn.remoteAddress,
    xdomain: Boolean(request.headers["origin"]),
    secure: request.connection.encrypted,
    issued,
    url: request.url,
    query: request["_query"],
    auth,
  };
}

function seedOf(issued: number, auth: Auth): Seed | number {
  for (const _ in auth) return new Seed(issued, auth);
  return issued;
}

/** The auth with which a socket has connected. From now on its handshake has an empty one, and nothing keeps this one. */
export function takeAuth(socket: Socket): Auth {
  const keeper = socket as Socket & Partial<Kept>;
  const kept = keeper[HANDSHAKE];
  if (typeof kept === "number") return {};
  if (kept instanceof Seed) {
    keeper[HANDSHAKE] = kept.issued;
    return kept.auth;
  }
  const { auth } = socket.handshake;
  socket.handshake.auth = {};
  return auth;
}

/** Has a namespace make its sockets with ids from a pool. Sockets that may be resumed are made as before. */
export function useLeanSockets(namespace: Namespace): void {
  if (Object.hasOwn(namespace, "_createSocket")) return;
  if (namespace.server["opts"].connectionStateRecovery) return;
  Object.assign(namespace, {
    _createSocket(client: Socket["client"], auth: Auth): Socket {
      // A session with an id is the way to give a socket one.
      const session = { sid: randomId(15), rooms: [], data: {}, missedPackets: [] };
      const socket = new Socket(namespace, client, auth, session as never);
      return Object.assign(socket, { recovered: false });
    },
  });
}
