/** The page's addresses: a room, a message in it, and an identity on its way to another device. */
import { LOBBY, roomNamed } from "../../protocol";
import { type TransferredIdentity, isTransferable } from "../../client/identity";

/** A room, or a message in a room. */
export interface RoomPlace {
  room: string;
  seq?: number;
}

type Address = Pick<URL, "pathname" | "hash">;

/** The place that an address names; undefined where there can be none of that name, which is not the lobby. */
export function placeIn({ pathname, hash }: Address): RoomPlace | undefined {
  const room = roomOf(pathname);
  const seq = /^#(\d{1,15})$/.exec(hash)?.[1];
  if (room === undefined) return undefined;
  return seq === undefined ? { room } : { room, seq: Number(seq) };
}

function roomOf(pathname: string): string | undefined {
  if (/^\/(index\.html)?$/.test(pathname)) return LOBBY;
  const [, name = ""] = /^\/r\/([^/]+)\/*$/.exec(pathname) ?? [];
  try {
    return roomNamed(decodeURIComponent(name));
  } catch {
    return undefined;
  }
}

/** The address of a place, from the root. */
export function pathOf({ room, seq }: RoomPlace): string {
  const path = room === LOBBY ? "/" : `/r/${encodeURIComponent(room)}`;
  return seq === undefined ? path : `${path}#${seq}`;
}

/** The address that makes another device the same person. A fragment is never sent to a server. */
export function transferPath({ key, name }: TransferredIdentity): string {
  return `/#${new URLSearchParams({ key, name })}`;
}

/** The identity that an address carries, if it does and a server would take it. */
export function transferIn({ hash }: Pick<URL, "hash">): TransferredIdentity | undefined {
  const values = new URLSearchParams(hash.slice(1));
  const [key, name] = [values.get("key"), values.get("name")];
  return key !== null && name !== null && isTransferable({ key, name }) ? { key, name } : undefined;
}
