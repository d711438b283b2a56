/** Opens the chat to connections: greets each, dispatches its events, and takes it out of its rooms when it ends. */
import { networkOf, takeAuth } from "../engine";
import {
  FIXED_LIMITS,
  type InvitationPreview,
  LOBBY,
  type Reply,
  SERVER_ROOM,
  VERSION,
  type Welcome,
} from "../protocol";
import { requests } from "../protocol/schemas";
import type { Door } from "./access/door";
import { ownRoom, restrictionIn, serverProfile } from "./access/own-room";
import { STRANGER } from "./access/standing";
import type { ChatServer, ChatSocket } from "./chat-socket";
import type { Caller } from "./caller";
import type { ChatFiles } from "./files/chat-files";
import { createDispatch, createReport, wireError } from "./dispatch";
import { identify, type Tokens } from "./people/identity";
import { selfOf } from "./people/self";
import type { RateLimits } from "./rate-limits";
import { checked, Refusal } from "./refusal";
import { FewMemberships } from "./rooms/memberships";
import { createSocketAudience } from "./socket-audience";
import { createUseCases, type UseCaseParts } from "./use-cases";

interface ChatParts extends Omit<UseCaseParts, "audience"> {
  io: ChatServer;
  greeting: string;
}

/** What the chat answers to those who have no connection. */
export interface OpenChat {
  /** What somebody at an address who asks `{ token }` is told of an invitation. */
  answerInvitation: (address: string, request: unknown) => Promise<Reply<InvitationPreview>>;
  /** What is done by HTTP about files; undefined where the chat takes none. */
  files: ChatFiles | undefined;
}

/** Opens the chat to connections. Resolves when the lobby is followed; rejects with `LogUnavailable`. */
export async function openChat({ io, greeting, ...parts }: ChatParts): Promise<OpenChat> {
  const { logger, limits, log, rateLimits } = parts;
  const audience = createSocketAudience(io);
  const useCases = createUseCases({ ...parts, audience });
  const { events, rooms, announcements, door, profiles, networks, preview, reportNews } = useCases;
  const { noteSeen } = useCases;
  const dispatch = createDispatch(parts, events);
  const report = createReport(logger);
  await profiles.begin();
  await networks.load();
  await rooms.keep(LOBBY);

  const { files } = parts;
  const ofFiles = files && { files: { file: files.fileBytes, all: files.filesBytes } };
  const announced = { ...FIXED_LIMITS, ...limits, ...ofFiles };
  const welcome = ({ data }: ChatSocket): Welcome => ({
    version: VERSION,
    you: data.person,
    room: LOBBY,
    head: rooms.known(LOBBY).head,
    rev: rooms.known(LOBBY).rev,
    epoch: log.epoch,
    limits: announced,
    server: serverProfile(profiles.of(SERVER_ROOM), data.standing),
    ...(data.hasKey && { self: selfOf(data.standing, parts.entry) }),
    rooms: ownRooms(data),
  });

  /** All rooms of a person, each with the newest numbers that are known here. */
  function ownRooms({ standing }: Caller): Welcome["rooms"] {
    const { restrictions } = standing;
    if (standing.rooms.size === 0) return [];
    return Array.from(standing.rooms.values(), (one) => {
      const { room, rank, profile, head, rev, seen, level } = one;
      const here = rooms.known(room);
      const [newest, last] = [Math.max(head, here.head), Math.max(rev, here.rev)];
      const own = { seen, level, with: one.with, restrictions };
      return ownRoom({ room, rank, profile, head: newest, rev: last, ...own });
    });
  }

  function depart(this: ChatSocket, reason: string): void {
    logger.debug({ from: this.data.person.from, reason }, "disconnected");
    this.data.isGone = true;
    noteSeen(this.data);
    rooms.leaveAll(this.data);
    door.depart(this.data);
    // Nothing can come of a connection whose one CONNECT is over.
    this.conn.close();
  }

  io.use((socket, next) => {
    const introduced = introduce(socket);
    if ("refused" in introduced) next(introduced.refused);
    else if (door.isOpenTo(socket.data)) next();
    else void arrive({ door, report, rateLimits }, socket, introduced.tokens, next);
  });
  io.on("connection", (socket) => {
    socket.data.onArrived?.();
    if (!door.confirm(socket.data)) return void socket.disconnect(true);
    const { from } = socket.data.person;
    logger.debug({ from, transport: socket.conn.transport.name }, "connected");
    socket.onAny(dispatch);
    socket.on("disconnect", depart);
    if (socket.data.asksForChanges) announcements.admit(socket.data);
    rooms.admit(socket.data, LOBBY);
    noteSeen(socket.data);
    socket.emit("dixiu", greeting, welcome(socket));
    if (socket.data.standing.isOwedNews) reportNews.greet(socket.data);
    const lobby = profiles.of(LOBBY);
    const { restrictions, self } = socket.data.standing;
    if (lobby || self?.lobby || restrictionIn(restrictions, LOBBY, "mute")) {
      const state = { room: LOBBY, profile: lobby, ...rooms.known(LOBBY), restrictions };
      socket.emit("room", ownRoom({ ...state, ...self?.lobby }));
    }
  });

  async function answerInvitation(
    address: string,
    request: unknown,
  ): Promise<Reply<InvitationPreview>> {
    try {
      rateLimits.requireEvent({ id: address, address });
      const { token } = checked(requests.invitation, [request]);
      return { ok: true, ...(await preview(address, token)) };
    } catch (error) {
      return { ok: false, error: wireError(error, report) };
    }
  }
  return { answerInvitation, files: useCases.files };
}

interface ArrivalParts {
  door: Door;
  report: (error: unknown) => void;
  rateLimits: Pick<RateLimits, "mayWelcome" | "mayTell">;
}

/**
 * Asks at the door for a connection. One whose client goes meanwhile is forgotten again. Where people of its address were told
 * very many rooms recently, it is closed, and the client connects again.
 */
async function arrive(
  { door, report, rateLimits }: ArrivalParts,
  socket: ChatSocket,
  tokens: Tokens,
  next: (error?: Error) => void,
): Promise<void> {
  const { data, conn } = socket;
  if (!rateLimits.mayWelcome(data.address)) return conn.close();
  try {
    await door.admit(data, tokens);
  } catch (error) {
    if (error instanceof Refusal) return next(refused(error));
    report(error);
    // The person cannot be identified now. A client whose connection is lost connects again; a refused one would not.
    conn.close();
    return;
  }
  const leave = () => {
    data.isGone = true;
    door.depart(data);
  };
  if (!rateLimits.mayTell(data.address, data.standing.rooms.size)) conn.close();
  if (conn.readyState !== "open") return leave();
  conn.on("close", leave);
  data.onArrived = () => {
    data.onArrived = undefined;
    conn.off("close", leave);
  };
  next();
}

const refused = (why: Refusal) => Object.assign(new Error(why.message), { data: why.wire });

/** Makes a connection a caller (P1), and returns the tokens that it brings, or why it is refused. */
function introduce(socket: ChatSocket): { tokens: Tokens } | { refused: Error } {
  const { id } = socket;
  // The key is never kept (P2): only what is made of it.
  const auth = takeAuth(socket);
  try {
    const { person, hasKey, keyId, tokens } = identify(auth);
    socket.data = {
      id,
      person,
      hasKey,
      keyId,
      standing: STRANGER,
      address: networkOf(socket.conn.remoteAddress),
      memberships: new FewMemberships(),
      isGone: false,
      asksForChanges: auth["presence"] === "changes",
      answering: 0,
    };
    return { tokens };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { refused: refused(error) };
  }
}
