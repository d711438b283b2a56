import type { WireError } from "../../protocol";
import type { LaterKey } from "../languages/later-en";

const CODES: Partial<Record<WireError["code"], LaterKey>> = {
  rate_limited: "doorTooMany",
  unavailable: "doorUnanswered",
  forbidden: "doorForbidden",
  invitation_needed: "doorForbidden",
};

/** Why an invitation lets nobody in any more (P27). */
const ENDED = {
  expired: "door_expired",
  used_up: "door_used_up",
  revoked: "door_revoked",
} as const;
const isEnded = (reason: string): reason is keyof typeof ENDED => Object.hasOwn(ENDED, reason);

/** The key of the text that says why an invitation lets nobody in. */
export function refusalOf({ code, reason }: WireError): LaterKey {
  if (reason !== undefined && isEnded(reason)) return ENDED[reason];
  return CODES[code] ?? "doorUnknown";
}
