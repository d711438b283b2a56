/** Changes of what the server keeps of the person, shown as soon as they are done. */
import type { Reach, Reply, Self } from "../../protocol";
import type { Chat } from "../state/chat";

/** Shows the result of a change that was made: the server sends it only to the person's other devices. */
async function shown(chat: Chat, asked: Promise<Reply<object>>, change: (self: Self) => Self) {
  const reply = await asked;
  const self = chat.self.value;
  if (reply.ok && self) chat.self.value = change(self);
  return reply;
}

/** Makes a name the person's own (P34). Each rejects without a connection. */
export const claimName = (chat: Chat, name: string) =>
  shown(chat, chat.requests.ask("claim", { name }), (self) => ({ ...self, claimed: name }));

export const releaseName = (chat: Chat) =>
  shown(chat, chat.requests.ask("release", {}), ({ claimed: _claimed, ...self }) => self);

/** Who may write to the person directly, and whether others see when they were here last (P30). */
export const askToAllow = (chat: Chat, allowed: { direct?: Reach; lastSeen?: boolean }) =>
  shown(chat, chat.requests.ask("allow", allowed), (self) => ({ ...self, ...allowed }));

/** Blocks somebody, or no longer does (P30). */
export const askToBlock = (chat: Chat, from: string, on: boolean) =>
  shown(chat, chat.requests.ask("block", { from, on }), (self) => ({
    ...self,
    blocked: [...self.blocked.filter((one) => one !== from), ...(on ? [from] : [])],
  }));
