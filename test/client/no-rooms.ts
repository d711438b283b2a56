/** The requests about rooms on a connection whose server refuses them all. */
import type { RoomRequests } from "../../src/client/room-requests";

const refuse = () =>
  Promise.resolve({
    ok: false as const,
    error: { code: "forbidden" as const, message: "this server has no rooms" },
  });

export const NO_ROOMS: RoomRequests = {
  found: refuse,
  settle: refuse,
  list: refuse,
  members: refuse,
  rank: refuse,
  quit: refuse,
  dissolve: refuse,
};
