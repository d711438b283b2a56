/** Networks from which strangers are kept out for a while, with somebody who was banned from the server (P31). */
import type { Community } from "../../store";
import type { Caller } from "../caller";

export interface Networks {
  /** Reads which networks strangers are kept out of. Rejects with `LogUnavailable`. */
  load(): Promise<void>;
  /** The same when they changed. Resolves when that was done or has failed. */
  reload(): Promise<void>;
  /** Until when strangers of a network are kept out, in milliseconds since 1970; undefined if they are not. */
  untilOf(network: string): number | undefined;
  /** Keeps strangers of these callers' networks out from now on: not of private ones, nor of proxies that many come through. */
  keepOut(callers: Iterable<Caller>): void;
}

/** Milliseconds for which strangers are kept out. */
const HOUR = 3_600_000;

/** Networks that are not one household's on the Internet, in the form of `networkOf`. */
const PRIVATE =
  /^(?:0|10|127|169\.254|172\.(?:1[6-9]|2\d|3[01])|192\.168|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\.|^(?:0:0:0:0|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/i;

/** Whether an address is somebody's on the Internet, by its network. */
export function isPublic(network: string): boolean {
  return /[.:]/.test(network) && !PRIVATE.test(network);
}

/** `isProxy` says whether a network seems to be a proxy's that no setting names. */
export function createNetworks(
  community: Pick<Community, "keepOut" | "keptOut">,
  isProxy: (network: string) => boolean,
): Networks {
  let kept: ReadonlyMap<string, number> = new Map();

  async function load(): Promise<void> {
    kept = await community.keptOut();
  }

  return {
    load,
    // The one who is banned is out in any case.
    reload: () => load().catch(() => {}),

    untilOf(network) {
      const until = kept.size > 0 ? kept.get(network) : undefined;
      return until !== undefined && until > Date.now() ? until : undefined;
    },

    keepOut(callers) {
      const networks = new Set(Iterator.from(callers).map(({ address }) => address));
      const all = [...networks].filter((network) => isPublic(network) && !isProxy(network));
      if (all.length > 0) community.keepOut(all, Date.now() + HOUR).catch(() => {});
    },
  };
}
