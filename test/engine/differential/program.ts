/** Random programs for a Socket.IO server and its clients: data, the same for the same seed. */

export const NAMESPACES = ["/", "/second", "/slow"] as const;
export type NamespaceName = (typeof NAMESPACES)[number];

/** The n-th of the sockets or clients that there are at the time of the step. */
type Nth = number;

/** A room by its name, or a socket's own room. */
export type RoomRef = { room: unknown } | { own: Nth };

export type Payload = "text" | "chinese" | "long" | "binary" | "binaries" | "empty";

export interface Flags {
  volatile: boolean;
  local: boolean;
  compress: boolean | undefined;
}

/** Actions of the server, all in one turn of the event loop. */
export type Action =
  | {
      do: "broadcast";
      via: { namespace: NamespaceName } | { socket: Nth };
      rooms: RoomRef[];
      except: RoomRef[];
      flags: Flags;
      payload: Payload;
      ack: boolean;
    }
  | { do: "emit"; socket: Nth; volatile: boolean; payload: Payload; ack: boolean }
  | { do: "join"; socket: Nth; rooms: RoomRef[] }
  | { do: "leave"; socket: Nth; room: RoomRef }
  | { do: "leaveAll"; socket: Nth }
  | { do: "moveTogether"; namespace: NamespaceName; from: RoomRef; to: RoomRef; stay: boolean }
  | { do: "overhear"; socket: Nth; tell: Nth | undefined }
  | { do: "stopOverhearing"; socket: Nth }
  | { do: "look"; socket: Nth }
  | { do: "disconnect"; socket: Nth; close: boolean }
  | { do: "disconnectRoom"; namespace: NamespaceName; room: RoomRef };

export type Step =
  | { do: "connect"; transport: "websocket" | "polling"; namespaces: NamespaceName[] }
  | { do: "enter" | "exit"; client: Nth; namespace: NamespaceName }
  | { do: "enterTwice" | "poll" | "probe" | "upgrade" | "abandon" | "drop"; client: Nth }
  | { do: "resume"; client: Nth }
  | { do: "burst"; actions: Action[]; by: Nth | undefined };

/** How the server is set up. */
export interface Setup {
  /** The adapter: Socket.IO's own, the one for connection state recovery, or a cluster's. */
  adapter: "own" | "recovery" | "cluster";
  /** Adapter events whose listener broadcasts to the room. */
  tells: ("join-room" | "leave-room" | "create-room")[];
  /** Whether a socket that disconnects broadcasts that to its rooms. */
  farewell: boolean;
}

export interface Program {
  seed: number;
  setup: Setup;
  steps: Step[];
}

/** The program of a seed. */
export function programOf(seed: number): Program {
  const any = randomFrom(seed);
  const setup: Setup = {
    adapter: any.of(["own", "own", "own", "recovery", "cluster"]),
    tells: any.chance(0.15) ? any.some(["join-room", "leave-room", "create-room"]) : [],
    farewell: any.chance(0.3),
  };
  const first = any.times(1, 4, () => connect(any));
  return { seed, setup, steps: [...first, ...any.times(8, 28, () => step(any))] };
}

function step(any: Random): Step {
  if (any.chance(0.55))
    return {
      do: "burst",
      actions: any.times(1, 8, () => action(any)),
      by: any.chance(0.3) ? any.nth() : undefined,
    };
  if (any.chance(0.25)) return connect(any);
  const kind = any.of([
    ...(["enter", "exit", "enterTwice", "drop", "resume"] as const),
    ...(["poll", "poll", "poll", "probe", "probe", "upgrade", "upgrade", "abandon"] as const),
  ]);
  return { do: kind, client: any.nth(), namespace: any.of(NAMESPACES) };
}

function connect(any: Random): Step {
  return {
    do: "connect",
    transport: any.of(["websocket", "websocket", "polling"]),
    namespaces: any.chance(0.3) ? any.some(NAMESPACES) : ["/"],
  };
}

function action(any: Random): Action {
  if (any.chance(0.5)) return broadcast(any);
  const socket = any.nth();
  const namespace = any.of(NAMESPACES);
  const payload = any.of(PAYLOADS);
  return any.of<() => Action>([
    () => ({ do: "emit", socket, volatile: any.chance(0.2), payload, ack: any.chance(0.1) }),
    () => ({ do: "emit", socket, volatile: any.chance(0.2), payload, ack: any.chance(0.1) }),
    () => ({ do: "join", socket, rooms: any.times(1, 3, () => room(any)) }),
    () => ({ do: "join", socket, rooms: any.times(0, 2, () => room(any)) }),
    () => ({ do: "leave", socket, room: room(any) }),
    () => ({ do: "look", socket }),
    () => rareAction(any, socket, namespace),
  ])();
}

function rareAction(any: Random, socket: Nth, namespace: NamespaceName): Action {
  return any.of<() => Action>([
    () => ({ do: "leaveAll", socket }),
    () => ({
      do: "moveTogether",
      namespace,
      from: room(any),
      to: room(any),
      stay: any.chance(0.5),
    }),
    () => ({ do: "overhear", socket, tell: any.chance(0.5) ? any.nth() : undefined }),
    () => ({ do: "stopOverhearing", socket }),
    () => ({ do: "disconnect", socket, close: any.chance(0.5) }),
    () => ({ do: "disconnectRoom", namespace, room: room(any) }),
  ])();
}

function broadcast(any: Random): Action {
  return {
    do: "broadcast",
    via: any.chance(0.5) ? { namespace: any.of(NAMESPACES) } : { socket: any.nth() },
    rooms: any.times(0, any.of([0, 1, 1, 1, 3]), () => room(any)),
    except: any.times(0, any.of([0, 0, 1, 1, 3]), () => room(any)),
    flags: {
      volatile: any.chance(0.2),
      local: any.chance(0.2),
      compress: any.of([undefined, undefined, true, false]),
    },
    payload: any.of(PAYLOADS),
    ack: any.chance(0.05),
  };
}

const PAYLOADS: Payload[] = ["text", "text", "chinese", "long", "binary", "binaries", "empty"];

/** Some are hard to tell apart once they are text: 1 and "1", and lone surrogates. */
const ROOMS = ["designers", "designers", "lobby", "lobby", "编辑", "", "1", 1, "\ud800", "\ud801"];

function room(any: Random): RoomRef {
  return any.chance(0.25) ? { own: any.nth() } : { room: any.of(ROOMS) };
}

type Random = ReturnType<typeof randomFrom>;

/** Numbers that look random and are the same for a seed everywhere (mulberry32). */
function randomFrom(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const upTo = (count: number) => Math.floor(next() * count);
  const of = <T>(list: readonly T[]): T => list[upTo(list.length)]!;
  return {
    of,
    chance: (probability: number) => next() < probability,
    nth: (): Nth => upTo(1000),
    times: <T>(least: number, most: number, make: () => T): T[] =>
      Array.from({ length: least + upTo(most - least + 1) }, make),
    some: <T>(list: readonly T[]): T[] => {
      const chosen = list.filter(() => next() < 0.5);
      return chosen.length > 0 ? chosen : [of(list)];
    },
  };
}
