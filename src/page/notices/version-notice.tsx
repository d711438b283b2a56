import type { ReadonlySignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { ConnectionStatus } from "../../client/connection";
import { followVersion } from "../browser/version";
import { ReloadNotice } from "./reload-notice";

interface Props {
  status: ReadonlySignal<ConnectionStatus>;
  /** Whether loading the page again loses nothing. */
  isSafe: boolean;
}

/** Says that the server has another version of the page. */
export function VersionNotice({ status, isSafe }: Props) {
  const isOld = useMemo(() => followVersion(status), [status]).value;
  return isOld && isSafe ? <ReloadNotice text="newVersion" /> : null;
}
