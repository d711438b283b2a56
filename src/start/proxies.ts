/** The networks of proxies that no setting names: all of their clients seem to come from there (H48). */
import { networkOf } from "../engine";

export interface Proxies {
  /** Notes the address from which a request came as a proxy sends it. */
  note: (address: string) => void;
  has: (network: string) => boolean;
}

/** Networks that are remembered: a deployment has a few proxies. */
const MOST = 1000;

export function createProxies(): Proxies {
  const networks = new Set<string>();
  return {
    note(address) {
      if (networks.size < MOST) networks.add(networkOf(address));
    },
    has: (network) => networks.has(network),
  };
}
