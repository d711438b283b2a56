/** Inviting people, and taking invitations back (P28). */
import { type Invited, isAtLeast, type ReplyTo, type RequestOf, SERVER_ROOM } from "../../protocol";
import type { Community, Decision, Invitation } from "../../store";
import { type Access, type EntryPolicy, requireKey } from "../access/access";
import { ranksByFacts, refusalByFacts } from "../access/by-facts";
import { type Caller, requireStillThere, type UseCase } from "../caller";
import type { FairQueue } from "../fair-queue";
import type { RateLimits } from "../rate-limits";
import { Refusal } from "../refusal";
import { mayGive } from "./acceptance";
import { invitationId, linkPath, newToken, tokenHash } from "./token";

export interface InviteParts {
  access: Access;
  community: Community;
  entry: EntryPolicy;
  rateLimits: Pick<RateLimits, "requireAct">;
  /** The address under which people open this server, if it is known. */
  publicUrl: string | undefined;
}

const DAY = 86_400_000;
/** Invitations to one room that one person may have at once, and those in one list. */
const [MOST_OPEN, MOST_LISTED] = [100, 1000];

/** `invite({ room?, uses?, days?, rank? })`: replies with the token, which is shown this once. */
export function invite(parts: InviteParts): UseCase<RequestOf<"invite">, Invited> {
  const { access, community, entry, rateLimits, publicUrl } = parts;

  async function requireFew(maker: string, room: string): Promise<void> {
    const open = await community.invitations(room, MOST_OPEN, maker);
    if (open.length < MOST_OPEN) return;
    throw new Refusal(
      "forbidden",
      `${MOST_OPEN} of your invitations to this can still be used: revoke some of them first`,
    );
  }

  return async (caller, { room = SERVER_ROOM, uses, days, rank }) => {
    requireKey(caller);
    access.require(caller, "invite", room);
    rateLimits.requireAct(caller);
    const token = newToken();
    const maker = caller.person.from;
    await requireFew(maker, room);
    const { invitation } = await access.decide({ caller, action: "invite", room }, (facts) => {
      const ranks = ranksByFacts(facts, room, maker);
      if (!mayGive(room, ranks, rank)) throw tooHigh();
      if (room === SERVER_ROOM && entry === "invited" && !isAtLeast(ranks.onServer, "moderator"))
        throw new Refusal("forbidden", "only moderators of the server invite others to it");
      const { now: at } = facts;
      const kept = { id: invitationId(token), hash: tokenHash(token), room, rank, maker };
      return { invitation: { ...kept, at, until: at + days * DAY, uses, used: 0 } };
    });
    const path = linkPath(token, room === SERVER_ROOM ? undefined : room);
    const link = publicUrl === undefined ? {} : { link: publicUrl + path };
    return { id: invitation.id, token, ...link, until: invitation.until };
  };
}

const tooHigh = () =>
  new Refusal("forbidden", "an invitation gives a lower rank than its maker has");

/** An invitation as a list has it: without its token and its hash. */
function listed(one: Invitation, names: ReadonlyMap<string, string>) {
  const { id, at, until, uses, used, rank, maker = "" } = one;
  return { id, by: { from: maker, name: names.get(maker) ?? "" }, at, until, uses, used, rank };
}

/** `invitations({ room? })`: those that can still be used. Members see their own, moderators all. */
export function invitations(
  parts: Pick<InviteParts, "access" | "community"> & { fairQueue: FairQueue<Caller> },
): UseCase<RequestOf<"invitations">, ReplyTo<"invitations">> {
  const { access, community, fairQueue } = parts;

  /** The last known names of makers: members of the room, or moderators of the server. */
  async function namesOf(room: string, makers: ReadonlySet<string>): Promise<Map<string, string>> {
    const people = [...makers];
    const [members, others] = await Promise.all(
      [room, SERVER_ROOM].map((place) => community.find(place, { people }, MOST_LISTED)),
    );
    return new Map([...(others ?? []), ...(members ?? [])].map(({ from, name }) => [from, name]));
  }

  return (caller, { room = SERVER_ROOM }) => {
    access.require(caller, "invite", room);
    return fairQueue(caller, async () => {
      requireStillThere(caller);
      access.require(caller, "invite", room);
      const isOverseer = access.isAllowed(caller, "oversee", room);
      const maker = isOverseer ? undefined : caller.person.from;
      const seen = await community.invitations(room, MOST_LISTED, maker);
      const names = await namesOf(room, new Set(seen.flatMap((one) => one.maker ?? [])));
      access.require(caller, isOverseer ? "oversee" : "invite", room);
      return { invitations: seen.map((one) => listed(one, names)) };
    });
  };
}

/** `revoke({ id })`: by who made it, and by moderators of its room. */
export function revoke(
  parts: Pick<InviteParts, "access" | "community" | "rateLimits">,
): UseCase<RequestOf<"revoke">, object> {
  const { community, rateLimits } = parts;
  return async (caller, { id }) => {
    requireKey(caller);
    rateLimits.requireAct(caller);
    const found = await community.invitation(id);
    if (!found) throw noInvitation();
    const { room } = found;
    const question = {
      rooms: [...new Set([room, SERVER_ROOM])],
      people: [caller.person.from],
      invitation: id,
    };
    await community.decide(question, (facts): Decision => {
      const { invitation } = facts;
      const { from } = caller.person;
      const isOwn = invitation?.maker === from;
      if (!invitation || (!isOwn && refusalByFacts(facts, "oversee", room, from)))
        throw noInvitation();
      return { invitation: { ...invitation, isRevoked: true } };
    });
    return {};
  };
}

/** The same answer for an invitation that does not exist and one that the caller may not see (H28). */
const noInvitation = () => new Refusal("not_found", "there is no such invitation");
