/** Takes files out of the browser's own cache: fetched when a room of the person's has ended. */
import type { Message } from "../../protocol";
import { addressOf } from "./access";

/** Asks for each file again. The server has none for this person any more, and its answer takes the place of what was kept. */
export async function evict(messages: readonly Message[]): Promise<void> {
  for (const { id, name } of messages.flatMap(({ files = [] }) => files))
    for (const address of [addressOf(id, name), addressOf(id, "small")])
      await fetch(address, { cache: "reload" }).catch(() => {});
}
