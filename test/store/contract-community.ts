/** What the community of every store must do: who belongs where, and who they are. */
import type { CommunityStore } from "./community-parts";
import { membersContract } from "./contract-members";
import { findingContract } from "./contract-finding";
import { decisionsContract } from "./contract-decisions";
import { knownContract } from "./contract-known";
import { newsContract } from "./contract-news";
import { atOnceContract } from "./contract-at-once";
import { actsContract } from "./contract-acts";
import { restrictionsContract } from "./contract-restrictions";
import { keysContract } from "./contract-keys";
import { namesContract } from "./contract-names";
import { directContract } from "./contract-direct";
import { leavingContract } from "./contract-leaving";
import { marksContract } from "./contract-marks";

/** Runs the suite on the stores that `make` makes. */
export function communityContract(name: string, make: () => Promise<CommunityStore>): void {
  membersContract(name, make);
  findingContract(name, make);
  decisionsContract(name, make);
  knownContract(name, make);
  newsContract(name, make);
  atOnceContract(name, make);
  actsContract(name, make);
  restrictionsContract(name, make);
  keysContract(name, make);
  namesContract(name, make);
  directContract(name, make);
  leavingContract(name, make);
  marksContract(name, make);
}
