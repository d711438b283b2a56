import type { TransferredIdentity } from "../../client/identity";

/** The address that gives another device this identity. It is in the fragment, which browsers never send to a server. */
export function transferPath({ key, name }: TransferredIdentity): string {
  return `/#${new URLSearchParams({ key, name })}`;
}
