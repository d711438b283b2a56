/** What machines tell each other of the community, by notifications about the server's room, which every machine hears. */
import * as v from "valibot";
import { SERVER_ROOM } from "../../protocol";
import type { CommunityChange } from "../community";
import type { Notifications } from "./notifications";

const Changed = v.union([
  v.literal("all"),
  v.object({
    rooms: v.array(v.string()),
    people: v.array(v.string()),
    restricted: v.exactOptional(v.array(v.string())),
    looks: v.exactOptional(v.array(v.string())),
    reports: v.exactOptional(v.array(v.string())),
  }),
]);

/** Bytes of a payload at most: Postgres takes less than 8,000. */
const MOST = 7900;

/** Tells every machine that anything may have changed. */
export const TELL_ALL = `
  SELECT pg_notify(chuan.channel_of('${SERVER_ROOM}'), '${JSON.stringify({ room: SERVER_ROOM, changed: "all" })}')`;

export interface CommunityNews {
  /** The payload that tells of a change, and what the machine that makes it calls when that is done. */
  of: (change: CommunityChange) => { payload: string; done: (change?: CommunityChange) => void };
  /** Stops listening. */
  stop: () => void;
}

/** Calls `tell` once with every change, on any machine. Rejects with `DatabaseAway`. */
export async function openCommunityNews(
  notifications: Notifications,
  tell: (change: CommunityChange) => void,
): Promise<CommunityNews> {
  /** Changes of this machine that were told, of whose two ways one is still to come: the answer, or the notification. */
  let told = new Set<string>();

  function tellOnce(id: unknown, change: CommunityChange): void {
    if (typeof id === "string" && told.delete(id)) return;
    if (typeof id === "string" && isOwn(id)) told.add(id);
    tell(change);
  }

  const machine = crypto.randomUUID();
  const isOwn = (id: string) => id.startsWith(machine);
  let count = 0;

  const stop = await notifications.subscribe(SERVER_ROOM, {
    heard({ changed, id }) {
      const said = v.safeParse(Changed, changed);
      if (said.success) tellOnce(id, said.output);
    },
    listening() {
      told = new Set();
      tell("all");
    },
  });

  return {
    of(change) {
      const id = `${machine} ${(count += 1)}`;
      const payload = JSON.stringify({ room: SERVER_ROOM, id, changed: change });
      const fits = Buffer.byteLength(payload) < MOST;
      return {
        payload: fits ? payload : JSON.stringify({ room: SERVER_ROOM, id, changed: "all" }),
        done: (made = change) => tellOnce(id, made),
      };
    },
    stop,
  };
}
