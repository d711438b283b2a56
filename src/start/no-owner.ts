/** Says at the start that nobody can invite anybody: a server by invitation without an owner (P33). */
import type { Logger } from "pino";
import { SERVER_ROOM } from "../protocol";
import type { Community } from "../store";

/** Logs one line with the command that makes the first owner, if it is needed. Rejects with `LogUnavailable`. */
export async function warnOfNoOwner(
  access: "open" | "invited",
  community: Pick<Community, "members">,
  logger: Logger,
): Promise<void> {
  if (access === "open") return;
  // Those of the highest rank come first.
  const [first] = await community.members(SERVER_ROOM, undefined, 1);
  if (first?.rank !== "owner")
    logger.warn(
      "people come in by invitation, and this server has no owner yet who could invite them: run `bun run invite --owner`, and open the link that it prints",
    );
}
