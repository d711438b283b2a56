/** The door of the store: what is kept, in an embedded SQLite file or in a Postgres database that machines share. */
export { type CopyProgress, exportTo, importFrom } from "./archive/copy";
export { openSource, openTarget } from "./archive/open-archive";
export type { Change, Outcome } from "./changes";
export type {
  Belonging,
  Community,
  CommunityChange,
  Decision,
  Facts,
  Invitation,
  MemberRecord,
  PersonRecord,
  Profile,
  Question,
  Restriction,
  Wanted,
} from "./community";
export type { Failed } from "./failed";
export {
  type FileRecord,
  type Files,
  FilesFull,
  type Incoming,
  type SendKey,
  type Variant,
} from "./files/files";
export {
  filesFolder,
  type FilesOptions,
  type FilesPlace,
  passingFolder,
  readFilesPlace,
} from "./files/options";
export type { OnCommit } from "./group-commit";
export {
  describeLocation,
  postgresUrl,
  readLocation,
  sqlitePath,
  type StoreLocation,
} from "./location";
export {
  type Draft,
  type Following,
  type Log,
  LogUnavailable,
  StaleDecision,
  type News,
  type OnMessage,
  type Range,
  type RoomStanding,
} from "./log";
export { openCommunity, type People } from "./open-community";
export { openStore, type OpenStore, type StoreOptions, storeOfOneMachine } from "./open-store";
export type {
  Claim,
  InTheWay,
  KeptMark,
  Mark,
  NewMark,
  Persons,
  Rekey,
  SelfRecord,
  Spoken,
} from "./persons";
export type { NewReport, ReportRecord, ReportsOf } from "./reports";
export { renewEpoch } from "./renew-epoch";
export { type RetentionOptions, removeOld, roomsIn, startRetention } from "./retention";
export { createLocalRoster, NAMED, type Roster } from "./roster";
export { backUp } from "./sqlite/backup";
export { openPeopleInMemory, openSqlite, type SqlitePeople } from "./sqlite/open-sqlite";
export { openSqliteLog } from "./sqlite/sqlite-log";
export { type StoreWatch, watchStore } from "./store-watch";
export { createPace } from "./pace";
export { joinedMarks, keyOfMark } from "./person-rows";
export { shareReads } from "./shared-reads";
export { createTurnTaking } from "./turn-taking";
export { createLocalTypingRelay, type TypingRelay } from "./typing-relay";
