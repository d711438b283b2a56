/** Accepting an invitation, in the way that the connection allows (P27, P28). */
import { type InvitationPreview, isAtLeast, type Rank, type WireError } from "../../protocol";
import type { Chat } from "../state/chat";
import { ownRank } from "../state/rights";

/** What an invitation says of where it leads. */
export type Accepting = Pick<InvitationPreview, "room" | "rank">;

/** The outcome of accepting an invitation. `unsure`: it changed nothing; asked again, the server says why. */
export type Accepted = { is: "in" } | { is: "refused"; error: WireError } | { is: "unsure" };

/** Accepts an invitation, and opens the room that it is for. */
export async function accept(
  chat: Chat,
  token: string,
  { room, rank }: Accepting,
): Promise<Accepted> {
  const place = room?.room;
  const accepted =
    (await join(chat, token, place, rank)) ?? (await redeem(chat, token, place, rank));
  if (accepted.is === "in" && place !== undefined) chat.open({ room: place });
  return accepted;
}

/** Joins the room with the invitation, which keeps the connection. Undefined where that cannot be: joining makes nobody more than a member. */
async function join(
  chat: Chat,
  token: string,
  room: string | undefined,
  rank: Rank,
): Promise<Accepted | undefined> {
  if (room === undefined || rank !== "member") return undefined;
  if (chat.status.value.is !== "online") return undefined;
  try {
    const refused = await chat.joinInvited(room, token);
    return refused ? { is: "refused", error: refused.error } : { is: "in" };
  } catch {
    // The connection was lost. The next one brings the invitation: the same person uses it up once.
    return undefined;
  }
}

async function redeem(
  chat: Chat,
  token: string,
  room: string | undefined,
  rank: Rank,
): Promise<Accepted> {
  const error = await chat.requests.redeem(token);
  if (error) return { is: "refused", error };
  // Somebody who may come in anyway is let in although the invitation was refused.
  return isAtLeast(ownRank(chat, room), rank) ? { is: "in" } : { is: "unsure" };
}
