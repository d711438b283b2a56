/** Joins the parts that decide who may do what, and keeps them as the store says. */
import type { Community, Persons } from "../../store";
import type { Notice } from "../../protocol";
import type { Audience } from "../audience";
import type { Caller } from "../caller";
import { type Access, createAccess, type EntryPolicy } from "./access";
import { createConsequences } from "./consequences";
import { createNetworks, type Networks } from "./networks";
import { createProfiles, type Profiles } from "./profiles";
import { createStandings, type Standings } from "./standings";

export interface OpenAccessParts {
  community: Community;
  persons: Pick<Persons, "holder">;
  audience: Audience;
  entry: EntryPolicy;
  /** Takes a caller out of a room. */
  leave: (caller: Caller, room: string) => void;
  /** The last `seq` and `rev` known here of a room. */
  known: (room: string) => { head: number; rev: number };
  /** Whether a network seems to be a proxy's that no setting names. */
  isProxy: (network: string) => boolean;
}

export interface OpenAccess {
  access: Access;
  standings: Standings;
  profiles: Profiles;
  networks: Networks;
  /** Resolves when all changes that the store told of so far are known to the callers here. */
  settled: () => Promise<void>;
  /** What is done at once when somebody's act is told in a room. */
  acted: (room: string, notice: Notice) => void;
}

export function openAccess(parts: OpenAccessParts): OpenAccess {
  const { community } = parts;
  let following: Promise<unknown> = Promise.resolve();
  /** How often the database was not heard, and up to which of these times all was read again: others' changes were missed meanwhile. */
  let [silences, madeUp] = [0, 0];
  const settled = async () => void (await following);
  const profiles = createProfiles(community, (...news) => consequences.profileChanged(...news));
  const standings = createStandings(parts, {
    changed: (...news) => consequences.standingChanged(...news),
    replaced: (callers) => consequences.replaced(callers),
    lost: (callers) => consequences.cutOffHidden(callers),
  });
  const isFresh = () => madeUp === silences && community.isFresh();
  const networks = createNetworks(community, parts.isProxy);
  const access = createAccess({ community, isFresh, profiles, settled });
  const consequences = createConsequences({ ...parts, access, standings, profiles, networks });
  community.onChange((change) => {
    following = Promise.all([following, consequences.follow(change)]);
    const upTo = silences;
    // An `all` that comes while the database is not heard may be of before the silence ended: it makes nothing up.
    if (change === "all" && madeUp < upTo && community.isFresh())
      void following.then(() => (madeUp = upTo));
  });
  community.onStale(() => {
    silences += 1;
    for (const callers of standings.callers()) consequences.cutOffHidden(callers);
  });
  return {
    access,
    standings,
    profiles,
    networks,
    settled,
    acted: (...act) => consequences.acted(...act),
  };
}
