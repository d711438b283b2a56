/** Whether the server can do its work. Any number of requests for it costs one read a second. */
import type { Log } from "../store";
import { LOBBY } from "../protocol";

/** Milliseconds in which the log has to answer. */
const WITHIN = 2000;
/** Milliseconds for which an answer is reused. */
const HOLDS = 1000;

/**
 * Whether the log answers within two seconds. It is read once a second at most: an answer is reused for a second, and
 * calls during a read share its answer.
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
