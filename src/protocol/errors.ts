/** Why something is refused, for programs (P12). */
export const ERROR_CODES = [
  "invalid",
  "too_long",
  "rate_limited",
  "not_in_room",
  "too_many_rooms",
  "unavailable",
  "forbidden",
  "gone",
  "not_found",
  "invitation_needed",
  "locked",
  "muted",
  "banned",
  "name_taken",
  "too_large",
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];
