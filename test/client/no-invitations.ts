/** The requests about invitations on a connection whose server refuses them all. */
import type { InvitationRequests } from "../../src/client/invitation-requests";

const refuse = () =>
  Promise.resolve({
    ok: false as const,
    error: { code: "forbidden" as const, message: "this server has no invitations" },
  });

export const NO_INVITATIONS: InvitationRequests = { make: refuse, list: refuse, revoke: refuse };
