import { useMemo } from "preact/hooks";
import type { Outgoing } from "../../client/outbox";
import { RETRY_AFTER } from "../../client/outbox-parts";
import { ChangingText } from "../elements/changing-text";
import { whyRefused, whyText } from "../elements/why";
import { Countdown } from "../header/countdown";
import { useAllWords, WithAllWords } from "../languages/later-words";
import { useWords } from "../languages/words-context";

/** Why an own message is not sent, or when the page tries again. */
export function WhyUnsent({ of: one }: { of: Outgoing }) {
  const { say } = useWords();
  return (
    <WithAllWords fallback={say("notSent")}>
      <Why of={one} />
    </WithAllWords>
  );
}

function Why({ of: one }: { of: Outgoing }) {
  const words = useAllWords();
  const { say } = words;
  const error = one.state === "queued" || one.state === "failed" ? one.error : undefined;
  // Each refusal is a new object, so the time counts from when it came.
  const again = useMemo(() => performance.now() + (error?.retryAfter ?? RETRY_AFTER), [error]);
  if (one.state === "foreign") return <ChangingText of={say("foreign", { name: one.name })} />;
  // The line of the files says why.
  if (!error || error.reason === "type") return <ChangingText of={say("notSent")} />;
  if (one.state === "failed") {
    // Only members send to a closed room.
    const isForbidden = error.code === "forbidden";
    const reason = isForbidden ? say("notMember") : whyText(whyRefused(error), words);
    return <ChangingText of={say("failed", { reason })} />;
  }
  return (
    <>
      <ChangingText of={`${say(`error_${error.code}`)} `} />
      <Countdown to={again} />
    </>
  );
}
