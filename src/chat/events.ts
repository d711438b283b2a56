/** Every event of a client, with the schema of its arguments and the use case that answers it. */
import type { EventName, ReplyTo, RequestOf } from "../protocol";
import { requests, type Schema } from "../protocol/schemas";
import type { Audience } from "./audience";
import type { UseCase } from "./caller";
import { Refusal } from "./refusal";
import { createFairQueue } from "./fair-queue";
import { type ChangeParts, edit, react, remove } from "./messages/change";
import { history, type HistoryParts } from "./messages/history";
import { reactors } from "./messages/reactors";
import { send, type SendParts } from "./messages/send";
import { people, type PeopleParts } from "./people/find";
import { rename } from "./people/rename";
import { typing, type TypingParts } from "./people/typing";
import { join, type JoinParts, leave } from "./rooms/join";

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
  Omit<HistoryParts & PeopleParts, "fairQueue"> & { audience: Pick<Audience, "isBehind"> };

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
    found: { schema: requests.found, useCase: notBuilt },
    settle: { schema: requests.settle, useCase: notBuilt },
    rooms: { schema: requests.rooms, useCase: notBuilt },
    members: { schema: requests.members, useCase: notBuilt },
    rank: { schema: requests.rank, useCase: notBuilt },
    quit: { schema: requests.quit, useCase: notBuilt },
    dissolve: { schema: requests.dissolve, useCase: notBuilt },
    invite: { schema: requests.invite, useCase: notBuilt },
    invitation: { schema: requests.invitation, useCase: notBuilt },
    invitations: { schema: requests.invitations, useCase: notBuilt },
    revoke: { schema: requests.revoke, useCase: notBuilt },
  };
}

// Of this branch only, until the use cases are there.
function notBuilt(): never {
  throw new Refusal("unavailable", "this is not built yet");
}
