/** Invitations as text: the links that carry them (P28), and what the server says of one before it is accepted. */
import { type InvitationPreview, LOBBY, type Reply, SERVER_ROOM, TOKEN_LENGTH } from "../protocol";

const TOKEN = new RegExp(`^[\\w-]{${TOKEN_LENGTH}}$`);
/** A link to an invitation within a text, with its origin if it has one. */
const LINK = /(?:(https?:\/\/[^\s/#?]+)[^\s#]*)?#invitation=([\w-]*)/i;
/** Milliseconds in which the server has to answer. */
const PATIENCE = 10_000;

/** Whether a text can be a token. */
export const isToken = (text: string): boolean => TOKEN.test(text);

/** The path of an invitation's link. The token is in the fragment, which browsers never send to a server. */
export function invitationPath(token: string, room: string = SERVER_ROOM): string {
  const isServer = room === SERVER_ROOM || room === LOBBY;
  return `${isServer ? "/" : `/r/${encodeURIComponent(room)}`}#invitation=${token}`;
}

/** What somebody has pasted as an invitation. */
export type Pasted =
  | { is: "token"; token: string }
  /** A link to another server: its token must not be sent to this one. */
  | { is: "elsewhere"; host: string; link: string }
  | { is: "none" };

/** The invitation in a pasted text, which is a link, a token, or a message around a link. `here` is this server's origin. */
export function pastedInvitation(text: string, here: string): Pasted {
  if (isToken(text.trim())) return { is: "token", token: text.trim() };
  const [link, origin = here, token = ""] = LINK.exec(text) ?? [];
  const host = URL.parse(origin)?.host;
  if (link === undefined || host === undefined || !isToken(token)) return { is: "none" };
  return host === new URL(here).host ? { is: "token", token } : { is: "elsewhere", host, link };
}

/** What the server at `url` says of an invitation. Rejects when the server cannot be reached. */
export async function previewInvitation(
  url: string,
  token: string,
): Promise<Reply<InvitationPreview>> {
  const response = await fetch(`${url}/invitation`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ token }),
    signal: AbortSignal.timeout(PATIENCE),
  });
  const answer: unknown = await response.json();
  if (!isReply(answer)) throw new Error("this is no answer of the server");
  return answer;
}

/** A proxy may answer in the server's place. */
function isReply(answer: unknown): answer is Reply<InvitationPreview> {
  const { ok, server, error } = Object(answer) as Record<string, unknown>;
  return ok === true ? typeof server === "object" : ok === false && typeof error === "object";
}
