/** Every event of a client, with the schema of its arguments and the use case that answers it. */
import type { EventName, ReplyTo, RequestOf } from "../protocol";
import { requests, type Schema } from "../protocol/schemas";
import { type ActParts, ban, createAct, kick, mute, pardon } from "./acts/act";
import { acts, type LookUpParts, said } from "./acts/look-up";
import { remove, type RemovingParts, sweep } from "./acts/removing";
import { decide, report, type ReportParts, reports } from "./acts/report";
import type { Audience } from "./audience";
import type { UseCase } from "./caller";
import { createFairQueue } from "./fair-queue";
import { picture, type PictureParts, pictures } from "./files/picture";
import { invitations, invite, type InviteParts, revoke } from "./invitations/invite";
import { invitation, type Preview } from "./invitations/preview";
import { type ChangeParts, edit, react, removeOwn } from "./messages/change";
import { history, type HistoryParts } from "./messages/history";
import { reactors } from "./messages/reactors";
import { send, type SendParts } from "./messages/send";
import { claim, type ClaimParts, grant, release } from "./people/claim";
import { type DeviceParts, erase, rekey } from "./people/devices";
import { people, type PeopleParts } from "./people/find";
import { rename } from "./people/rename";
import { allow, block, type SelfParts } from "./people/self";
import { typing, type TypingParts } from "./people/typing";
import { direct, type DirectParts } from "./rooms/direct";
import { found, type FoundParts, settle } from "./rooms/found";
import { join, type JoinParts, leave } from "./rooms/join";
import { type ListParts, members, rooms } from "./rooms/list";
import { createMarks, type MarksParts } from "./rooms/marks";
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
  ActParts &
  RemovingParts &
  InviteParts &
  ClaimParts &
  DeviceParts &
  SelfParts &
  DirectParts &
  MarksParts &
  Omit<
    PictureParts & HistoryParts & PeopleParts & ListParts & LookUpParts & ReportParts,
    "fairQueue"
  > & {
    audience: Pick<Audience, "isBehind" | "tellOne" | "end">;
    preview: Preview;
  };

export function createEventTable(parts: EventParts): EventTable {
  const fairQueue = createFairQueue(parts.audience.isBehind);
  const act = createAct(parts);
  return {
    chuan: { schema: requests.chuan, useCase: send(parts) },
    history: { schema: requests.history, useCase: history({ ...parts, fairQueue }) },
    join: { schema: requests.join, useCase: join(parts) },
    leave: { schema: requests.leave, useCase: leave(parts.rooms) },
    typing: { schema: requests.typing, useCase: typing(parts) },
    rename: { schema: requests.rename, useCase: rename(parts) },
    people: { schema: requests.people, useCase: people({ ...parts, fairQueue }) },
    edit: { schema: requests.edit, useCase: edit(parts) },
    remove: { schema: requests.remove, useCase: remove(parts, act, removeOwn(parts)) },
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
    invitations: { schema: requests.invitations, useCase: invitations({ ...parts, fairQueue }) },
    revoke: { schema: requests.revoke, useCase: revoke(parts) },
    mute: { schema: requests.mute, useCase: mute(act) },
    ban: { schema: requests.ban, useCase: ban(act) },
    pardon: { schema: requests.pardon, useCase: pardon(act) },
    kick: { schema: requests.kick, useCase: kick(act) },
    sweep: { schema: requests.sweep, useCase: sweep(parts, act) },
    report: { schema: requests.report, useCase: report({ ...parts, fairQueue }) },
    reports: { schema: requests.reports, useCase: reports({ ...parts, fairQueue }) },
    decide: { schema: requests.decide, useCase: decide({ ...parts, fairQueue }) },
    acts: { schema: requests.acts, useCase: acts({ ...parts, fairQueue }) },
    said: { schema: requests.said, useCase: said({ ...parts, fairQueue }) },
    claim: { schema: requests.claim, useCase: claim(parts) },
    release: { schema: requests.release, useCase: release(parts) },
    grant: { schema: requests.grant, useCase: grant(parts) },
    rekey: { schema: requests.rekey, useCase: rekey(parts) },
    mark: { schema: requests.mark, useCase: createMarks(parts) },
    direct: { schema: requests.direct, useCase: direct(parts) },
    block: { schema: requests.block, useCase: block(parts) },
    allow: { schema: requests.allow, useCase: allow(parts) },
    erase: { schema: requests.erase, useCase: erase(parts) },
    picture: { schema: requests.picture, useCase: picture(parts) },
    pictures: { schema: requests.pictures, useCase: pictures({ ...parts, fairQueue }) },
  };
}
