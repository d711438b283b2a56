/** This browser becomes somebody else's, or nobody's. */
import { adoptIdentity, newKey, type TransferredIdentity } from "../../client/identity";
import { localStore } from "../browser/browser";

/** Goes on with an identity from another device, on a page that is reloaded. Unsent messages wait for the former identity. */
export function continueAs(carried: TransferredIdentity): void {
  adoptIdentity(localStore(), carried);
  location.reload();
}

/** Goes on as a new person. */
export const startAnew = () => continueAs({ key: newKey(), name: "" });
