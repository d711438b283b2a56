/** What the codes of refusals mean to what waits in the outbox. */
import type { WireError } from "../protocol";

type Codes = ReadonlySet<WireError["code"]>;

/** Refusals that pass by themselves; after any other the person has to act. */
export const PASSING: Codes = new Set(["rate_limited", "unavailable"]);
/** Refusals of everything that is sent to a room, until a time is over or somebody lifts them. */
export const BARRING: Codes = new Set(["locked", "muted", "banned"]);
/** Refusals of wishes for messages that are no longer there: nobody can do anything about them. */
export const MOOT: Codes = new Set(["gone", "not_found"]);
