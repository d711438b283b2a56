/** `POST /invitation`: what an invitation offers, for a page that may not connect yet (P28). */
import {
  allowOrigin,
  bodyWithin,
  clientAddress,
  type Fetch,
  isAllowedOrigin,
  networkOf,
  preflight,
  type TrustedHeader,
} from "../engine";
import type { ErrorCode, InvitationPreview, Reply } from "../protocol";
import { secureResponse } from "./headers";

/** What the chat answers to the body of such a request from an address. */
export type AnswerInvitation = (
  address: string,
  body: unknown,
) => Promise<Reply<InvitationPreview>>;

export interface InvitationParts {
  answer: AnswerInvitation;
  /** Origins whose pages may ask, besides this server's own. */
  allowedOrigins: readonly string[];
  /** The header in which a trusted proxy names its client's address. */
  addressHeader: TrustedHeader;
}

export const INVITATION_PATH = "/invitation";
/** Bytes of a body, and milliseconds in which it has to come. */
const LONGEST = 4096;
const PATIENCE = 10_000;

const STATUS: Partial<Record<ErrorCode, number>> = {
  not_found: 404,
  gone: 410,
  rate_limited: 429,
  unavailable: 503,
  forbidden: 403,
};

/** Answers the requests for `INVITATION_PATH`. */
export function serveInvitations(parts: InvitationParts): Fetch {
  const { answer, allowedOrigins, addressHeader } = parts;

  async function reply(request: Request, address: string): Promise<Response> {
    const body = await bodyWithin(request, { bytes: LONGEST, ms: PATIENCE });
    if ("refused" in body)
      return new Response("the body is too long, or not there", { status: 413 });
    const answered = await answer(networkOf(address), parsed(body.text));
    return Response.json(answered, { status: answered.ok ? 200 : statusOf(answered.error.code) });
  }

  return async (request, server) => {
    if (!isAllowedOrigin(request, allowedOrigins))
      return secureResponse(new Response("this origin is not allowed", { status: 403 }));
    if (request.method === "OPTIONS") return preflight(request);
    if (request.method !== "POST")
      return new Response("method not allowed", { status: 405, headers: { Allow: "POST" } });
    // Read first: it is the address for as long as the request is under way.
    const address = clientAddress(request, server, addressHeader);
    return secureResponse(allowOrigin(request, await reply(request, address)));
  };
}

const statusOf = (code: ErrorCode): number => STATUS[code] ?? 400;

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
