import type { ReadonlySignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { Status } from "../../client/connection";
import { followVersion } from "../browser/version";
import { ReloadLine } from "./reload-notice";

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
