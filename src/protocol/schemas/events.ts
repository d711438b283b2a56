/** The events of the wire, each with the schemas of what goes with it. */
import * as v from "valibot";
import {
  FoundPeople,
  PeopleChanged,
  PeopleRequest,
  Person,
  Presence,
  RenameRequest,
  Typing,
  TypingRequest,
} from "./people-shapes";
import {
  FoundRequest,
  InvitationPreview,
  InvitationRequest,
  Invitations,
  InvitationsRequest,
  Invited,
  InviteRequest,
  JoinRequest,
  ListedRoom,
  Members,
  MembersRequest,
  OwnRoom,
  RankRequest,
  RevokeRequest,
  RoomsRequest,
  ServerProfile,
  SettleRequest,
} from "./room-shapes";
import {
  ChangedNotice,
  ChangeReply,
  ChuanOptions,
  EditRequest,
  HistoryPage,
  HistoryRequest,
  Joined,
  Message,
  Meta,
  Reactors,
  ReactorsRequest,
  ReactRequest,
  RemoveRequest,
  RoomRequest,
  Text,
  ToldText,
  Welcome,
  WireError,
} from "./shapes";

/** The one argument of most events is the request. */
function alone<Input, Output>(schema: v.GenericSchema<Input, Output>) {
  return v.pipe(
    v.tuple([schema]),
    v.transform(([request]) => request),
  );
}

/** What clients send: the schema of an event's arguments, without its acknowledgement. Its output is the one request that they make. */
export const requests = {
  chuan: v.pipe(
    v.tuple([Text, v.nullish(ChuanOptions, {})]),
    v.transform(([message, options]) => ({ ...message, ...options })),
  ),
  join: alone(JoinRequest),
  leave: alone(RoomRequest),
  history: alone(HistoryRequest),
  typing: alone(TypingRequest),
  rename: alone(RenameRequest),
  people: alone(PeopleRequest),
  edit: alone(EditRequest),
  remove: alone(RemoveRequest),
  react: alone(ReactRequest),
  reactors: alone(ReactorsRequest),
  found: alone(FoundRequest),
  settle: alone(SettleRequest),
  rooms: alone(RoomsRequest),
  members: alone(MembersRequest),
  rank: alone(RankRequest),
  quit: alone(RoomRequest),
  dissolve: alone(RoomRequest),
  invite: alone(InviteRequest),
  invitation: alone(InvitationRequest),
  invitations: alone(InvitationsRequest),
  revoke: alone(RevokeRequest),
};

/** What an event is acknowledged with, beside `ok`. */
export const replies = {
  chuan: v.object({ meta: Meta, message: Message }),
  join: Joined,
  leave: v.object({}),
  history: HistoryPage,
  typing: v.object({}),
  rename: v.object({ you: Person }),
  people: FoundPeople,
  edit: ChangeReply,
  remove: ChangeReply,
  react: ChangeReply,
  reactors: Reactors,
  found: v.object({ room: OwnRoom }),
  settle: v.object({ room: OwnRoom }),
  rooms: v.object({ rooms: v.array(ListedRoom) }),
  members: Members,
  rank: v.object({}),
  quit: v.object({}),
  dissolve: v.object({}),
  invite: Invited,
  invitation: InvitationPreview,
  invitations: Invitations,
  revoke: v.object({}),
} satisfies Record<keyof typeof requests, v.GenericSchema>;

/** What the server sends: the schema of an event's arguments. */
export const notices = {
  dixiu: v.tuple([v.string(), Welcome]),
  tianxiu: v.tuple([ToldText, Meta]),
  changed: ChangedNotice,
  refused: v.tuple([v.object({ event: v.string(), error: WireError })]),
  presence: v.tuple([Presence]),
  people: v.tuple([PeopleChanged]),
  typing: v.tuple([Typing]),
  room: v.tuple([OwnRoom]),
  server: v.tuple([ServerProfile]),
  leaving: v.tuple([v.object({ in: v.number() })]),
};
