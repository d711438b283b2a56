import type { ReadonlySignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { Status } from "../connection";
import { followVersion } from "../version";
import { ReloadLine } from "./reload-line";

interface Props {
  status: ReadonlySignal<Status>;
  /** Whether loading the page again loses nothing. */
  isSafe: boolean;
}

/** Says that the server has another version of the page. */
export function VersionLine({ status, isSafe }: Props) {
  const isOld = useMemo(() => followVersion(status), [status]).value;
  return isOld && isSafe ? <ReloadLine says="newVersion" /> : null;
}
