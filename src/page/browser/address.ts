/** The page's addresses: of a room, of a message in it, and of an identity for another device. */
import { LOBBY, roomNamed } from "../../protocol";
import { type TransferredIdentity, isTransferable } from "../../client/identity";

/** A room, or a message in a room. */
export interface RoomPlace {
  room: string;
  seq?: number;
}

type Address = Pick<URL, "pathname" | "hash">;

/** The place that an address names; undefined if no room can have the name in it. */
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

/** An invitation that an address has brought. */
export interface Offer {
  /** It is no token if the link was cut off. */
  token: string;
  /** The room in the address; undefined for an invitation to the server. */
  room?: string;
}

/** The invitation in an address, if there is one. */
export function invitationIn(address: Address): Offer | undefined {
  const token = new URLSearchParams(address.hash.slice(1)).get("invitation")?.trim();
  const room = roomOf(address.pathname);
  if (token === undefined) return undefined;
  return room === undefined || room === LOBBY ? { token } : { token, room };
}

/** What a link brings to this device: an identity, or the token of a new key for the person whom the server's operator made it for (P35). */
export type Carried = TransferredIdentity | { rekey: string };

/** The identity in an address, if there is one that a server would accept. */
export function transferIn({ hash }: Pick<URL, "hash">): Carried | undefined {
  const values = new URLSearchParams(hash.slice(1));
  const [key, name, rekey] = ["key", "name", "rekey"].map((one) => values.get(one) ?? null);
  if (rekey) return { rekey: rekey.trim() };
  return key && name && isTransferable({ key, name }) ? { key, name } : undefined;
}
