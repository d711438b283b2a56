import type { Reply } from "../../src/protocol";

/** Asks again, as the page does, for as long as the answer is "later" or does not come, and the connection lasts. */
export async function insist<T extends object>(
  connection: { readonly connected: boolean },
  ask: () => Promise<Reply<T>>,
): Promise<T> {
  for (;;) {
    const reply = await ask().catch((error: unknown) => {
      if (!connection.connected) throw error;
    });
    if (reply?.ok) return reply;
    if (reply && reply.error.retryAfter === undefined) throw new Error(reply.error.message);
    await Bun.sleep(reply?.error.retryAfter ?? 0);
  }
}
