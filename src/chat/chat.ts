/** Opens the chat to connections: greets each, dispatches its events, and takes it out of its rooms when it ends. */
import { networkOf, takeAuth } from "../engine";
import { FIXED_LIMITS, LOBBY, VERSION, type Welcome } from "../protocol";
import type { ChatServer, ChatSocket } from "./chat-socket";
import { createDispatch } from "./dispatch";
import { identify } from "./people/identity";
import { Refusal } from "./refusal";
import { FewMemberships } from "./rooms/memberships";
import { createSocketAudience } from "./socket-audience";
import { createUseCases, type UseCaseParts } from "./use-cases";

interface ChatParts extends Omit<UseCaseParts, "audience"> {
  io: ChatServer;
  greeting: string;
}

/** Opens the chat to connections. Resolves when the lobby is followed; rejects with `LogUnavailable`. */
export async function openChat({ io, greeting, ...parts }: ChatParts): Promise<void> {
  const { logger, limits, log } = parts;
  const audience = createSocketAudience(io);
  const { events, rooms, announcements } = createUseCases({ ...parts, audience });
  const dispatch = createDispatch(parts, events);
  await rooms.keep(LOBBY);

  const announced = { ...FIXED_LIMITS, ...limits };
  const welcome = ({ data }: ChatSocket): Welcome => ({
    version: VERSION,
    you: data.person,
    room: LOBBY,
    head: rooms.known(LOBBY).head,
    rev: rooms.known(LOBBY).rev,
    epoch: log.epoch,
    limits: announced,
  });

  function depart(this: ChatSocket, reason: string): void {
    logger.debug({ from: this.data.person.from, reason }, "disconnected");
    this.data.isGone = true;
    rooms.leaveAll(this.data);
    // Nothing can come of a connection whose one CONNECT is over.
    this.conn.close();
  }

  io.use((socket, next) => next(introduce(socket)));
  io.on("connection", (socket) => {
    const { from } = socket.data.person;
    logger.debug({ from, transport: socket.conn.transport.name }, "connected");
    socket.onAny(dispatch);
    socket.on("disconnect", depart);
    if (socket.data.asksForChanges) announcements.admit(socket.data);
    rooms.admit(socket.data, LOBBY);
    socket.emit("dixiu", greeting, welcome(socket));
  });
}

/** Makes a connection a caller (P1), or returns why it is refused. */
function introduce(socket: ChatSocket): Error | undefined {
  const { id } = socket;
  // The key is never kept (P2): only what is made of it.
  const auth = takeAuth(socket);
  try {
    socket.data = {
      id,
      person: identify(auth),
      address: networkOf(socket.conn.remoteAddress),
      memberships: new FewMemberships(),
      isGone: false,
      asksForChanges: auth["presence"] === "changes",
      answering: 0,
    };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return Object.assign(new Error(error.message), { data: error.wire });
  }
  return undefined;
}
