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
export { FIXED_LIMITS, GREETING, KEY_LENGTH, LOBBY, ROOM_LENGTH, VERSION } from "./limits";
export type {
  ChuanOptions,
  Extent,
  FoundPeople,
  HistoryPage,
  HistoryRequest,
  Joined,
  Limits,
  Message,
  Meta,
  PeopleChanged,
  Person,
  Presence,
  Text,
  Typing,
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
