/** What every machine tells of people's rooms, marks and direct rooms, when all is over: to themselves on a new device, and to others. */
import { LOBBY, type OwnRoom, type Reply, type Welcome } from "../../src/protocol";
import { Client } from "../support/client";
import type { Pair, Place, Self } from "./own-records";
import type { Seen } from "./records";
import { asToldToAll } from "./seen";

/** People who are read at once. */
const AT_ONCE = 10;

interface Owner {
  self: Self;
  key: string;
}

/** Reads everybody on every machine. Resolves with the direct rooms' messages, as each of both people has them on each machine. */
export async function readAll(
  owners: readonly Owner[],
  ports: readonly number[],
): Promise<Map<string, Seen[][]>> {
  const logs = new Map<string, Seen[][]>();
  for (const port of ports)
    for (let n = 0; n < owners.length; n += AT_ONCE)
      await Promise.all(owners.slice(n, n + AT_ONCE).map((one) => readOne(one, port, logs)));
  return logs;
}

async function readOne({ self, key }: Owner, port: number, logs: Map<string, Seen[][]>) {
  await using client = await Client.connect(`http://127.0.0.1:${port}`, "websocket", { key });
  const [, { rooms }] = (await client.next("dixiu")) as [string, Welcome];
  // Whatever follows the greeting is there before any answer.
  await client.ask("history", { room: LOBBY, limit: 1 });
  const lobby = client.heard("room") ? ((await client.next("room")) as [OwnRoom])[0] : undefined;
  const isOfLobby = lobby?.room === LOBBY;
  const open = { room: LOBBY, kind: "open" } as const;
  self.kept.push([placeOf(isOfLobby ? lobby : open), ...rooms.map(placeOf)]);
  for (const { room, kind } of rooms) {
    if (kind !== "direct") continue;
    self.heard.add(room);
    const log = (await client.log(room)).map(asToldToAll);
    logs.set(room, [...(logs.get(room) ?? []), log]);
  }
}

type Told = Pick<OwnRoom, "room" | "kind"> & Partial<OwnRoom>;
const placeOf = ({ room, kind, seen, level = "calls", with: other }: Told): Place => ({
  room,
  kind,
  seen,
  level,
  with: other?.from,
});

/** Notes on each pair that somebody else could read their room, on whichever machine: here the one who owns the server. */
export async function intrude(
  pairs: readonly Pair[],
  ports: readonly number[],
  owner: { key: string; name: string },
): Promise<void> {
  for (const port of ports) {
    await using client = await Client.connect(`http://127.0.0.1:${port}`, "websocket", owner);
    for (const { room, readers } of pairs)
      for (const event of ["history", "join", "members"]) {
        const reply = (await client.ask(event, { room })) as Reply<object>;
        if (reply.ok) readers.push(owner.name);
      }
  }
}
