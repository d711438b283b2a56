/** Whether the server can do its work, which anybody may ask as often as they like. */
import type { Log } from "../store";
import { LOBBY } from "../protocol";

/** Milliseconds in which the log has to answer. */
const WITHIN = 2000;
/** Milliseconds for which its answer holds. */
const HOLDS = 1000;

/**
 * Asks the log whether it answers within two seconds. However many ask, it is read once a second at most: an answer holds
 * for a second, and those who ask while one is under way share it.
 */
export function createReadiness(log: Pick<Log, "read">): () => Promise<boolean> {
  let answer: Promise<boolean> | undefined;
  return () => {
    if (answer) return answer;
    const asked = answers(log);
    answer = asked;
    void Promise.all([asked, Bun.sleep(HOLDS)]).then(() => (answer = undefined));
    return asked;
  };
}

async function answers(log: Pick<Log, "read">): Promise<boolean> {
  const answer = log.read(LOBBY, { limit: 1 }).then(
    () => true,
    () => false,
  );
  return Promise.race([answer, Bun.sleep(WITHIN).then(() => false)]);
}
