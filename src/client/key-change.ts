/** Which key a connection brings while the person's key is being replaced, until it is known which one counts (P35). */
import type { WireError } from "../protocol";
import type { Identity, NextKey } from "./identity";

export interface KeyChange {
  /** What the next attempt brings. */
  auth: () => NextKey;
  /** Brings a next key, with the token of a link, from the next attempt on. Resolves with the reason why the server does not take the token. */
  begin: (token: string) => Promise<WireError>;
  /** The server has refused an attempt. Returns what comes now: another attempt with another key, the end, or what any other refusal leads to. */
  refused: (error: WireError) => "again" | "over" | undefined;
  /** The server has let in this person. Returns false where the connection must not be used: this page is somebody else. */
  accepted: (from: string) => boolean;
}

/** Refusals of a link's token that last. */
const LASTING: ReadonlySet<WireError["code"]> = new Set([
  "forbidden",
  "not_found",
  "invalid",
  "invitation_needed",
]);

/** `onReplaced` is called when this browser has another identity than its pages were opened with. */
export function createKeyChange(identity: Identity, onReplaced: () => void): KeyChange {
  /** The next key, if the present attempt brings it. */
  let tried: NextKey | undefined;
  /** The server refuses the identity's own key. */
  let isOver = false;
  let settle: ((error: WireError) => void) | undefined;

  return {
    auth() {
      const next = identity.next();
      tried = next && (isOver || next.rekey !== undefined) ? next : undefined;
      return tried ?? { key: identity.key };
    },
    begin(token) {
      identity.prepare(token);
      return new Promise((resolve) => (settle = resolve));
    },
    refused(error) {
      if (tried?.rekey !== undefined) {
        if (!LASTING.has(error.code)) return undefined;
        identity.drop();
        settle?.(error);
        return "again";
      }
      if (error.code !== "forbidden") return undefined;
      if (tried) identity.drop();
      // The key may have been replaced by the one that this page has prepared, although no answer has come.
      isOver = !tried && identity.next() !== undefined;
      return isOver ? "again" : "over";
    },
    accepted(from) {
      if (!tried) return true;
      const isOther = tried.rekey !== undefined;
      // The prepared key is nobody's on the server: another device has replaced this one's key.
      const isMine = isOther || (identity.from() ?? from) === from;
      if (isMine) identity.take();
      else identity.drop();
      isOver = false;
      tried = undefined;
      if (isOther) onReplaced();
      return isMine && !isOther;
    },
  };
}
