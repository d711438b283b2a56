/** A caller that came by HTTP with a key, for as long as one request. */
import { randomId } from "../../engine";
import { STRANGER } from "../access/standings";
import { requireKey } from "../access/access";
import type { Caller } from "../caller";
import { identify } from "../people/identity";
import { FewMemberships } from "../rooms/memberships";

/** The caller with a key, who is nobody yet: the door gives it its standing. Throws `Refusal` where there is no key. */
export function callerWith(key: string | undefined, address: string): Caller {
  const { person, hasKey } = identify({ key });
  const caller = {
    id: randomId(12),
    person,
    hasKey,
    standing: STRANGER,
    address,
    memberships: new FewMemberships(),
    isGone: false,
  };
  requireKey(caller);
  return caller;
}
