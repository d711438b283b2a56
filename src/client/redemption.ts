/** The invitation that the next connection brings with it, kept only until the server has answered (P27). */
import type { WireError } from "../protocol";

export interface Redemption {
  /** The token for the next attempt, if there is one. */
  token: () => string | undefined;
  /** Resolves with the server's reason to refuse the invitation, or with undefined when it has let the person in. */
  begin: (token: string) => Promise<WireError | undefined>;
  /** The server has let the connection in, or has refused it. Returns whether it brought an invitation, which is forgotten. */
  end: (error?: WireError) => boolean;
}

/** Another invitation that was accepted meanwhile took its place. */
const REPLACED: WireError = { code: "unavailable", message: "another invitation took its place" };

export function createRedemption(): Redemption {
  let pending: { token: string; settle: (error?: WireError) => void } | undefined;

  function end(error?: WireError): boolean {
    const ended = pending;
    pending = undefined;
    ended?.settle(error);
    return ended !== undefined;
  }

  return {
    token: () => pending?.token,
    begin(token) {
      end(REPLACED);
      return new Promise((settle) => (pending = { token, settle }));
    },
    end,
  };
}
