/** What a person does at the page, step by step: each begins where the one before has left off. */
import { changes } from "./changing";
import { files } from "./files";
import { arabic, languages, sides, small } from "./layout";
import { history } from "./reading";
import { formats } from "./pictures";
import type { Step } from "./scene";
import { touches } from "./touching";
import {
  comesIn,
  completes,
  grows,
  keyboard,
  leaves,
  outage,
  rooms,
  talks,
  tutorial,
} from "./writing";

/** The walk of somebody whose browser speaks English. */
export const WALK: readonly Step[] = [
  leaves,
  comesIn,
  talks,
  sides,
  grows,
  completes,
  rooms,
  languages,
  outage,
  history,
  changes,
  touches,
  files,
  formats,
  small,
  keyboard,
  tutorial,
];

/** The walk of somebody whose browser speaks Arabic. */
export const ARABIC: readonly Step[] = [arabic];
