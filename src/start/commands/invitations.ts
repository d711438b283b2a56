/** Invitations that are made from a shell, by somebody who has the server's disk or database. */
import { invitationId, linkPath, newToken, tokenHash } from "../../chat/invitations/token";
import { INVITATION, type Rank, SERVER_ROOM } from "../../protocol";
import type { Community } from "../../store";

const DAY = 86_400_000;

/** Makes an invitation to the server, of one use. Resolves with the path of its link, and the time at which it ends. */
export async function inviteToServer(
  people: Community,
  rank: Rank,
): Promise<{ path: string; until: Date }> {
  const token = newToken();
  const id = invitationId(token);
  const kept = { id, hash: tokenHash(token), room: SERVER_ROOM, rank, uses: 1, used: 0 };
  const question = { rooms: [SERVER_ROOM], people: [], invitation: id };
  const { invitation } = await people.decide(question, ({ now }) => ({
    invitation: { ...kept, at: now, until: now + INVITATION.daysByDefault * DAY },
  }));
  return { path: linkPath(token, undefined), until: new Date(invitation.until) };
}
