import type { WireError } from "../../protocol";
import type { LaterKey } from "../languages/later-en";

const CODES: Partial<Record<WireError["code"], LaterKey>> = {
  rate_limited: "doorTooMany",
  unavailable: "doorUnanswered",
  forbidden: "doorForbidden",
  invitation_needed: "doorForbidden",
};

/** The key of the text that says why an invitation lets nobody in. */
export function refusalOf({ code, reason }: WireError): LaterKey {
  return reason ? `door_${reason}` : (CODES[code] ?? "doorUnknown");
}
