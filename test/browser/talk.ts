/** A server on which something has been said in several ways. */
import { Client } from "../support/client";
import { serve } from "../support/server";

/** Of messages, a second. */
export const SLOW = { MESSAGE_RATE: "1", MESSAGE_BURST: "4" };

/** A server on which people may say little at once, and lin, who is there, has said four things in as many ways. */
export async function serveTalk(open = () => serve(SLOW)) {
  const server = await open();
  const { url } = server;
  const name = "林";
  const lin = await Client.connect(url, "websocket", { key: "the key of lin, 林", name });
  await lin.say("早！@ada 你看 https://example.org/a 吗？", { name });
  await lin.say("```\nlet x = 1;\n```\nand `more`", { name });
  await lin.say("مرحبا! سأكون هناك في الثالثة.", { name: "نور" });
  await lin.say("🎉", { name });
  return {
    url,
    async [Symbol.asyncDispose]() {
      await lin[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}
