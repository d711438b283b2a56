/** Joins the features of the chat. A message goes from messages/send.ts to the log, and by rooms/following.ts to messages/delivery.ts. */
import type { Logger } from "pino";
import { type Limits, LOBBY } from "../protocol";
import type { Community, Log, Persons, Roster, TypingRelay } from "../store";
import type { EntryPolicy } from "./access/access";
import { createDoor, type Door } from "./access/door";
import { openAccess } from "./access/open-access";
import type { Networks } from "./access/networks";
import type { Profiles } from "./access/profiles";
import type { Audience } from "./audience";
import { createNoteAct } from "./acts/act";
import { createReportNews, type ReportNews } from "./acts/report-news";
import { createEventTable, type EventTable } from "./events";
import { createAttach } from "./files/attaching";
import { type ChatFiles, createChatFiles, type FilesKept } from "./files/chat-files";
import { createReport } from "./dispatch";
import { createPreview, type Preview } from "./invitations/preview";
import { createFindInvitation, createRedeem } from "./invitations/redeem";
import type { Measurements } from "./measurements";
import { createFindCalls } from "./messages/calls";
import { createDelivery } from "./messages/delivery";
import { type Announcements, createAnnouncements } from "./people/announcements";
import { createDirectory } from "./people/directory";
import { noteEarlierNames } from "./people/earlier-names";
import { createUseLink } from "./people/key-link";
import { createTellKnown } from "./people/known";
import { createNoteSeen, type NoteSeen } from "./people/last-seen";
import { createOwnedNames, followNames } from "./people/owned-names";
import { announcePresence } from "./people/presence";
import { createSetName } from "./people/rename";
import { createSpokenNames } from "./people/spoken-names";
import type { RateLimits } from "./rate-limits";
import { createFollowedRooms } from "./rooms/following";
import { type ChatRooms, createChatRooms } from "./rooms/rooms";

export interface UseCaseParts {
  audience: Audience;
  log: Log;
  community: Community;
  persons: Persons;
  roster: Roster;
  relay: TypingRelay;
  logger: Logger;
  limits: Pick<Limits, "rooms" | "backlog">;
  rateLimits: RateLimits;
  measurements: Measurements;
  /** Whether anybody may come in (P27). */
  entry: EntryPolicy;
  /** The address under which people open this server, if it is known. */
  publicUrl: string | undefined;
  /** Whether a network seems to be a proxy's that no setting names: it is kept out with nobody. */
  isProxy: (network: string) => boolean;
  /** What it takes to keep files, with the secret that signs the cookies for reading them; undefined where the chat takes none. */
  files?: (FilesKept & { secret: string }) | undefined;
}

/** What callers can ask for, and what connections come into and leave. */
export interface UseCases {
  events: EventTable;
  rooms: ChatRooms;
  announcements: Announcements;
  door: Door;
  profiles: Profiles;
  networks: Networks;
  preview: Preview;
  reportNews: ReportNews;
  noteSeen: NoteSeen;
  files: ChatFiles | undefined;
}

export function createUseCases(parts: UseCaseParts): UseCases {
  const { audience, log, community, persons, roster, relay, logger, limits, measurements } = parts;
  const { files: kept } = parts;
  const delivery = createDelivery(audience, measurements);
  const opened = openAccess({
    ...parts,
    leave: (caller, room) => rooms.leave(caller, room),
    known: (room) => rooms.known(room),
  });
  const { standings, profiles, networks, settled, acted } = opened;
  const following = createFollowedRooms(log, delivery, profiles, acted);
  const announcements = createAnnouncements(audience);
  const most = limits.rooms ?? Infinity;
  const rooms = createChatRooms({ following, roster, audience, announcements, most });
  const directory = createDirectory(roster, community);
  const findCalls = createFindCalls({ log, directory, community });
  const setName = createSetName(roster, community);
  const findInvitation = createFindInvitation(parts);
  const redeem = createRedeem({ ...parts, findInvitation, settled });
  const preview = createPreview({ community, findInvitation });
  const names = createOwnedNames(persons);
  const checkName = followNames({ ...parts, names, setName });
  const useLink = createUseLink(parts);
  const door = createDoor({ ...parts, standings, networks, redeem, useLink, names, checkName });
  void noteEarlierNames(parts);

  const reportNews = createReportNews({ ...parts, ...opened });
  announcePresence(roster, announcements, logger);
  relay.onTyping((typing) =>
    audience.tell({ room: typing.room, isVolatile: true }, "typing", typing),
  );
  const events = createEventTable({
    ...parts,
    ...opened,
    redeem,
    preview,
    noteAct: createNoteAct(parts),
    known: rooms.known,
    findHere: async (from) => (await directory.withIds(LOBBY, [from]))[0],
    isHere: async (from) => (await roster.everybody(LOBBY)).some((one) => one.from === from),
    delivery,
    rooms,
    announcements,
    directory,
    findCalls,
    attach: createAttach(kept?.store),
    pictures: kept?.store,
    setName,
    names,
    spokenNames: createSpokenNames(persons),
    tellKnown: createTellKnown(persons),
  });
  const noteSeen = createNoteSeen(persons);
  const files =
    kept &&
    createChatFiles({
      ...parts,
      ...opened,
      ...kept,
      door,
      files: kept.store,
      report: createReport(logger),
    });
  const told = { profiles, networks, preview, reportNews, noteSeen, files };
  return { events, rooms, announcements, door, ...told };
}
