import type { WireError } from "../../protocol";
import type { Key } from "../languages/languages";

const CODES: Partial<Record<WireError["code"], Key>> = {
  rate_limited: "doorTooMany",
  unavailable: "doorUnanswered",
  forbidden: "doorForbidden",
  invitation_needed: "doorForbidden",
};

/** The key of the text that says why an invitation lets nobody in. */
export function refusalOf({ code, reason }: WireError): Key {
  return reason ? `door_${reason}` : (CODES[code] ?? "doorUnknown");
}
