/** The ranks of others in a room and on the server, as the server lists them: the highest first. */
import { type Signal, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { LOBBY, type Rank, SERVER_ROOM } from "../../protocol";
import type { Chat } from "../state/chat";
import type { Room } from "../state/room";
import { isModerator, type KnownRanks } from "./may";

const known = new WeakMap<Room, Signal<KnownRanks>>();

function ranksKnown(room: Room): Signal<KnownRanks> {
  const ranks = known.get(room) ?? signal({ inRoom: new Map(), onServer: new Map() });
  known.set(room, ranks);
  return ranks;
}

/** The ranks in a room as far as they are known, which are asked for again. Only those who keep order there need them. */
export function useRanks(chat: Chat, room: Room, isNeeded: boolean) {
  const ranks = ranksKnown(room);
  const ask = async () => {
    const read = async (name: string): Promise<ReadonlyMap<string, Rank>> => {
      const reply = await chat.requests.ask("members", { room: name }).catch(() => undefined);
      return new Map(reply?.ok ? reply.members.map(({ from, rank }) => [from, rank]) : []);
    };
    const [inRoom, onServer] = await Promise.all([
      room.name === LOBBY ? new Map<string, Rank>() : read(room.name),
      isModerator(chat) ? read(SERVER_ROOM) : new Map<string, Rank>(),
    ]);
    ranks.value = { inRoom, onServer };
  };
  useEffect(() => void (isNeeded && ask()), [room, isNeeded]);
  return { ranks: ranks.value, ask };
}
