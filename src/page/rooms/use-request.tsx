import { useState } from "preact/hooks";
import type { Reply, WireError } from "../../protocol";
import { ChangingText } from "../elements/changing-text";
import type { AnyKey } from "../languages/languages";
import { withWhy } from "../elements/why";
import { useAllWords } from "../languages/later-words";

const REASONS: Partial<Record<WireError["code"], AnyKey>> = {
  rate_limited: "notDone_often",
  unavailable: "notDone_later",
  forbidden: "notDone_forbidden",
  not_found: "notDone_gone",
};

/** Why nothing was done. Without an answer there was no connection. */
const reasonOf = (error: WireError | undefined): AnyKey =>
  error ? (REASONS[error.code] ?? `error_${error.code}`) : "notDone_offline";

/** A request that the person makes in a dialog: whether it is under way, and why the last one was refused. */
export function useRequest() {
  const words = useAllWords();
  const [isBusy, setBusy] = useState(false);
  const [refusal, refuse] = useState<{ error: WireError | undefined } | undefined>(undefined);

  /** Makes the request. Resolves with the answer; undefined if it was refused, or if there was no connection. */
  async function run<T extends object>(ask: () => Promise<Reply<T>>) {
    setBusy(true);
    const reply = await ask().catch(() => undefined);
    setBusy(false);
    refuse(reply?.ok ? undefined : { error: reply?.error });
    return reply?.ok ? reply : undefined;
  }

  const fault = (
    <p role="alert" class="fault">
      {refusal && (
        <ChangingText
          of={withWhy(words.say(reasonOf(refusal.error)), refusal.error ?? {}, words)}
        />
      )}
    </p>
  );
  return { isBusy, refusal: refusal?.error, fault, run };
}
