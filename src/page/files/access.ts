/** Whether this browser may fetch files: of closed rooms, and of servers by invitation, it needs a cookie for that (P38). */
import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import type { Chat } from "../state/chat";
import type { Room } from "../state/room";

/** Whether a file was refused until there was a cookie: then all others are fetched with it. */
const isGuarded = signal(false);

/**
 * What there is of a file. `asking`: a cookie is on its way. `gone`: it is not there, or not for this person. `broken`: it is
 * there, and the browser cannot show it, or there is no connection.
 */
export type FileAccess = { is: "open"; query: string } | { is: "asking" | "gone" | "broken" };

export const addressOf = (id: string, of: string): string =>
  `/files/${id}/${encodeURIComponent(of)}`;

const OPEN: FileAccess = { is: "open", query: "" };

/** The access to a file, and what to call when it did not come. It is tried once more then, and when the connection is back. */
export function useAccess(address: string, chat: Chat, room: Pick<Room, "isClosed">) {
  const needsCookie = room.isClosed || isGuarded.value;
  const [access, learn] = useState<FileAccess>(needsCookie ? { is: "asking" } : OPEN);
  const isOnline = chat.status.value.is === "online";
  useEffect(() => {
    if (!isOnline || access.is === "open") return;
    if (access.is === "asking") void introduced(chat).then(() => learn(OPEN));
    else learn({ is: "open", query: `?${Date.now()}` });
  }, [isOnline]);
  const onError = async () => {
    const isThere = await mayFetch(address, chat).catch(() => undefined);
    const isFirst = access.is === "open" && access.query === "";
    if (isThere === false) learn({ is: "gone" });
    else learn(isThere && isFirst ? { is: "open", query: "?again" } : { is: "broken" });
  };
  return { access, onError: () => void onError(), learn };
}

type Knowing = Pick<Chat, "openFiles">;

/** Resolves with whether this browser has the cookie now. */
const introduced = ({ openFiles }: Knowing): Promise<boolean> =>
  openFiles().then(
    ({ introduce }) => introduce(),
    () => false,
  );

/** Whether the server gives this browser a file, if need be with a new cookie. Rejects without a connection. */
export async function mayFetch(address: string, chat: Knowing): Promise<boolean> {
  const ask = async () => (await fetch(address, { method: "HEAD", cache: "no-store" })).ok;
  if (await ask()) return true;
  if (!(await introduced(chat)) || !(await ask())) return false;
  isGuarded.value = true;
  return true;
}
