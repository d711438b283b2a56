import { useEffect, useState } from "preact/hooks";
import { ChangingText } from "../elements/changing-text";
import { useWords } from "../languages/words-context";

/** Counts the seconds down to a time of `performance.now`, which does not change when the clock is set. */
export function Countdown({ to }: { to: number }) {
  const { say } = useWords();
  const [now, setNow] = useState(performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 250);
    return () => clearInterval(timer);
  }, []);
  return <ChangingText of={say("again", { seconds: Math.max(0, Math.ceil((to - now) / 1000)) })} />;
}
