import { useWords } from "../languages/words-context";
import { Icon } from "./icons";

interface Props {
  from: string;
  /** Whether the person owns the name (P34). */
  isOwned?: boolean | undefined;
  /** Whether somebody else who is shown has the same name. */
  isShared?: boolean | undefined;
}

/** What stands behind a name: a mark if it is the person's own, and the end of their id if somebody else is called the same. */
export function NameMarks({ from, isOwned, isShared }: Props) {
  const { say } = useWords();
  return (
    <>
      {isOwned && (
        <span class="owned" title={say("ownsName")}>
          <Icon is="check" />
          <span class="unseen">{say("ownsName")}</span>
        </span>
      )}
      {isShared && (
        <small class="tail" dir="ltr" translate={false}>
          {from.slice(-4)}
        </small>
      )}
    </>
  );
}
