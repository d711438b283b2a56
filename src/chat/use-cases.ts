/** Joins the features of the chat. A message goes from messages/send.ts to the log, and by rooms/following.ts to messages/delivery.ts. */
import type { Logger } from "pino";
import type { Limits } from "../protocol";
import type { Log, Roster, TypingRelay } from "../store";
import type { Audience } from "./audience";
import { createEventTable, type EventTable } from "./events";
import type { Measurements } from "./measurements";
import { createFindCalls } from "./messages/calls";
import { createDelivery } from "./messages/delivery";
import { type Announcements, createAnnouncements } from "./people/announcements";
import { createDirectory } from "./people/directory";
import { announcePresence } from "./people/presence";
import { createSetName } from "./people/rename";
import type { RateLimits } from "./rate-limits";
import { createFollowedRooms } from "./rooms/following";
import { type ChatRooms, createChatRooms } from "./rooms/rooms";

export interface UseCaseParts {
  audience: Audience;
  log: Log;
  roster: Roster;
  relay: TypingRelay;
  logger: Logger;
  limits: Pick<Limits, "rooms" | "backlog">;
  rateLimits: RateLimits;
  measurements: Measurements;
}

/** What callers can ask for, and what connections come into and leave. */
export interface UseCases {
  events: EventTable;
  rooms: ChatRooms;
  announcements: Announcements;
}

export function createUseCases(parts: UseCaseParts): UseCases {
  const { audience, log, roster, relay, logger, limits, measurements } = parts;
  const delivery = createDelivery(audience, measurements);
  const following = createFollowedRooms(log, delivery);
  const announcements = createAnnouncements(audience);
  const most = limits.rooms ?? Infinity;
  const rooms = createChatRooms({ following, roster, audience, announcements, most });
  const directory = createDirectory(roster);
  const findCalls = createFindCalls({ log, directory });
  const setName = createSetName(roster);

  announcePresence(roster, announcements, logger);
  relay.onTold((told) => audience.tell({ room: told.room, isVolatile: true }, "typing", told));
  const events = createEventTable({
    ...parts,
    delivery,
    rooms,
    announcements,
    directory,
    findCalls,
    setName,
  });
  return { events, rooms, announcements };
}
