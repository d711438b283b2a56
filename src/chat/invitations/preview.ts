/** What an invitation says before one accepts it: whose server, which room, and who invites (P28). */
import { type InvitationPreview, type RequestOf, SERVER_ROOM } from "../../protocol";
import type { Community, Invitation, PersonRecord } from "../../store";
import { labels, serverProfile } from "../access/own-room";
import type { Ranks } from "../access/rules";
import type { UseCase } from "../caller";
import { ended, whyEnded } from "./acceptance";
import type { FindInvitation } from "./redeem";

export interface PreviewParts {
  community: Pick<Community, "profile" | "person">;
  findInvitation: FindInvitation;
}

/** Reads what an invitation offers to somebody at an address. Rejects with `Refusal` when there is none, or it cannot be used any more. */
export type Preview = (address: string, token: string) => Promise<InvitationPreview>;

export function createPreview({ community, findInvitation }: PreviewParts): Preview {
  return async (address, token) => {
    const found = await findInvitation(address, token);
    const { room, rank, maker, until } = found;
    const [server, profile, by] = await Promise.all([
      community.profile(SERVER_ROOM),
      community.profile(room),
      maker === undefined ? undefined : community.person(maker),
    ]);
    const circumstances = {
      invitation: found,
      profile,
      maker: ranksIn(by, found),
      now: Date.now(),
    };
    const reason = whyEnded(circumstances);
    if (reason) throw ended(reason);
    return {
      server: serverProfile(server),
      ...(room !== SERVER_ROOM && {
        room: { room, ...labels(profile?.title, profile?.topic), kind: profile?.kind ?? "open" },
      }),
      ...(maker !== undefined && by?.name && { by: { from: maker, name: by.name } }),
      rank,
      until,
    };
  };
}

function ranksIn(person: PersonRecord | undefined, { room }: Invitation): Ranks {
  const inRoom = person?.rooms.find((one) => one.room === room)?.rank;
  return { inRoom, onServer: person?.rank };
}

/** `invitation({ token })` */
export function invitation(preview: Preview): UseCase<RequestOf<"invitation">, InvitationPreview> {
  return (caller, { token }) => preview(caller.address, token);
}
