/** Every event of a client, with the schema of its arguments and the use case that answers it. */
import type { EventName, ReplyTo, RequestOf } from "../protocol";
import { requests, type Schema } from "../protocol/schemas";
import type { Audience } from "./audience";
import type { UseCase } from "./caller";
import { Refusal } from "./refusal";
import { createFairQueue } from "./fair-queue";
import { invitations, invite, type InviteParts, revoke } from "./invitations/invite";
import { invitation, type Preview } from "./invitations/preview";
import { type ChangeParts, edit, react, remove } from "./messages/change";
import { history, type HistoryParts } from "./messages/history";
import { reactors } from "./messages/reactors";
import { send, type SendParts } from "./messages/send";
import { people, type PeopleParts } from "./people/find";
import { rename } from "./people/rename";
import { typing, type TypingParts } from "./people/typing";
import { found, type FoundParts, settle } from "./rooms/found";
import { join, type JoinParts, leave } from "./rooms/join";
import { type ListParts, members, rooms } from "./rooms/list";
import { dissolve, quit, rank, type RankParts } from "./rooms/rank";

/** `schema` describes an event's arguments, and makes one request of them. */
export type EventTable = {
  readonly [Event in EventName]: {
    schema: Schema<RequestOf<Event>>;
    useCase: UseCase<RequestOf<Event>, ReplyTo<Event>>;
  };
};

export type EventParts = SendParts &
  ChangeParts &
  JoinParts &
  TypingParts &
  FoundParts &
  RankParts &
  InviteParts &
  Omit<HistoryParts & PeopleParts & ListParts, "fairQueue"> & {
    audience: Pick<Audience, "isBehind">;
    preview: Preview;
  };

export function createEventTable(parts: EventParts): EventTable {
  const fairQueue = createFairQueue(parts.audience.isBehind);
  return {
    chuan: { schema: requests.chuan, useCase: send(parts) },
    history: { schema: requests.history, useCase: history({ ...parts, fairQueue }) },
    join: { schema: requests.join, useCase: join(parts) },
    leave: { schema: requests.leave, useCase: leave(parts.rooms) },
    typing: { schema: requests.typing, useCase: typing(parts) },
    rename: { schema: requests.rename, useCase: rename(parts.setName) },
    people: { schema: requests.people, useCase: people({ ...parts, fairQueue }) },
    edit: { schema: requests.edit, useCase: edit(parts) },
    remove: { schema: requests.remove, useCase: remove(parts) },
    react: { schema: requests.react, useCase: react(parts) },
    reactors: { schema: requests.reactors, useCase: reactors({ ...parts, fairQueue }) },
    found: { schema: requests.found, useCase: found(parts) },
    settle: { schema: requests.settle, useCase: settle(parts) },
    rooms: { schema: requests.rooms, useCase: rooms({ ...parts, fairQueue }) },
    members: { schema: requests.members, useCase: members({ ...parts, fairQueue }) },
    rank: { schema: requests.rank, useCase: rank(parts) },
    quit: { schema: requests.quit, useCase: quit(parts) },
    dissolve: { schema: requests.dissolve, useCase: dissolve(parts) },
    invite: { schema: requests.invite, useCase: invite(parts) },
    invitation: { schema: requests.invitation, useCase: invitation(parts.preview) },
    invitations: { schema: requests.invitations, useCase: invitations(parts) },
    revoke: { schema: requests.revoke, useCase: revoke(parts) },
    mute: { schema: requests.mute, useCase: notBuilt },
    ban: { schema: requests.ban, useCase: notBuilt },
    pardon: { schema: requests.pardon, useCase: notBuilt },
    kick: { schema: requests.kick, useCase: notBuilt },
    sweep: { schema: requests.sweep, useCase: notBuilt },
    report: { schema: requests.report, useCase: notBuilt },
    reports: { schema: requests.reports, useCase: notBuilt },
    decide: { schema: requests.decide, useCase: notBuilt },
    acts: { schema: requests.acts, useCase: notBuilt },
    said: { schema: requests.said, useCase: notBuilt },
  };
}

// Of this branch only, until the use cases are there.
function notBuilt(): never {
  throw new Refusal("unavailable", "this is not built yet");
}
