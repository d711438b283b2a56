/** The wire contract, as both sides import it: constants, small functions, and types. docs/protocol.md has the rules. */
export { ERROR_CODES, type ErrorCode } from "./errors";
export type {
  Ack,
  ClientToServerEvents,
  EventName,
  Reply,
  ReplyTo,
  RequestOf,
  ServerToClientEvents,
} from "./events";
export {
  CALLS,
  FIXED_LIMITS,
  INVITATION,
  GREETING,
  IDS_ASKED,
  KEY_LENGTH,
  LOBBY,
  REACTIONS,
  REASON_LENGTH,
  ROOM_DAYS,
  ROOM_LENGTH,
  TITLE_LENGTH,
  TOKEN_LENGTH,
  TOPIC_LENGTH,
  VERSION,
} from "./limits";
export type {
  Decided,
  Held,
  Notice,
  OpenReports,
  PutOut,
  Report,
  Restricted,
} from "./schemas/act-shapes";
export {
  type Act,
  ACTS,
  isAtLeast,
  type Rank,
  RANKS,
  ROOM_KINDS,
  type RoomKind,
  SERVER_ROOM,
} from "./ranks";
export type { FoundPeople, PeopleChanged, Person, Presence, Typing } from "./schemas/people-shapes";
export type {
  InvitationPreview,
  Invited,
  ListedInvitation,
  ListedRoom,
  Member,
  Members,
  OwnRoom,
  ServerProfile,
} from "./schemas/room-shapes";
export type {
  Call,
  ChangeReply,
  ChuanOptions,
  Draft,
  Extent,
  HistoryPage,
  HistoryRequest,
  Joined,
  Limits,
  Message,
  Meta,
  Reaction,
  Reactors,
  Text,
  Welcome,
  WireError,
} from "./schemas/shapes";
export {
  characters,
  CONTROL,
  foldName,
  isLonger,
  roomNamed,
  UNFIT_FOR_NAME,
  VISIBLE,
} from "./text";
