/** Changing messages (P21 to P25): editing, removing and reacting. What is changed goes the road of every message. */
import type { ChangeReply, Message, RequestOf } from "../../protocol";
import type { Change, Log } from "../../store";
import type { Access } from "../access/access";
import { type Caller, requireMember, requireStillThere, type UseCase } from "../caller";
import type { RateLimits } from "../rate-limits";
import { Refusal } from "../refusal";
import type { FindCalls } from "./calls";
import { inTurn } from "./in-turn";
import { withOwnReactions } from "./own-reactions";

export interface ChangeParts {
  log: Log;
  access: Pick<Access, "require" | "knowing">;
  findCalls: FindCalls;
  rateLimits: RateLimits;
}

type Place = { room: string; seq: number; id?: string | undefined };

/** What is special about one kind of change: whether only the sender may make it, and what it says. */
interface Kind<Request> {
  isSendersOwn: boolean;
  /** What the caller must be allowed to do in the room. */
  action: "write" | "remove";
  /** What the request asks for, once the message was found that it is about. */
  changeOf: (request: Request, caller: Caller, message: Message) => Said | Promise<Said>;
}

/** A change without what every change has. */
type Said = Change extends infer One
  ? One extends Change
    ? Omit<One, "room" | "seq" | "id" | "by">
    : never
  : never;

/** `edit({ room, seq, txt, id? })`: replies with the message as it is now; the people it calls are found again. */
export function edit(parts: ChangeParts): UseCase<RequestOf<"edit">, ChangeReply> {
  return change(parts, {
    isSendersOwn: true,
    action: "write",
    async changeOf({ room, txt }, _, { re, files }) {
      if (txt === "" && !files) throw new Refusal("invalid", "txt is empty");
      return { kind: "edit", txt, calls: await parts.findCalls(room, txt, re) };
    },
  });
}

/** Removes what the caller said. */
export type OwnRemoval = UseCase<RequestOf<"remove">, ChangeReply>;

/** `remove({ room, seq, id? })` of a message of the caller's own. */
export function removeOwn(parts: ChangeParts): OwnRemoval {
  return change(parts, {
    isSendersOwn: true,
    action: "remove",
    changeOf: () => ({ kind: "remove" }),
  });
}

/** `react({ room, seq, emoji, on, id? })` */
export function react(parts: ChangeParts): UseCase<RequestOf<"react">, ChangeReply> {
  return change(parts, {
    isSendersOwn: false,
    action: "write",
    changeOf: ({ emoji, on }, { person }) => ({ kind: "react", emoji, on, name: person.name }),
  });
}

function change<Request extends Place>(
  { log, access, rateLimits }: ChangeParts,
  { isSendersOwn, action, changeOf }: Kind<Request>,
): UseCase<Request, ChangeReply> {
  async function prepare(caller: Caller, request: Request): Promise<Change> {
    const { room, seq, id = Bun.randomUUIDv7() } = request;
    const message = await messageAt(log, room, seq);
    requireStillThere(caller);
    if (!message) throw notThere(seq);
    const by = caller.person.from;
    if (message.notice)
      throw new Refusal("forbidden", "a line about an act of a moderator cannot be changed");
    if (isSendersOwn && message.from !== by)
      throw new Refusal("forbidden", "only its sender may do that to a message");
    // Everybody in the room gets the whole message.
    const bytes = Buffer.byteLength(JSON.stringify([message, request]));
    rateLimits.requireMessage(caller, bytes);
    return { ...(await changeOf(request, caller, message)), room, seq, id, by };
  }

  return async (caller, request) => {
    const { room, seq } = request;
    access.require(caller, action, room);
    const membership = requireMember(caller, room);
    const before = membership.changed?.begun;
    const turn = (membership.changed = {});
    const outcome = await inTurn(turn, before, prepare(caller, request), (made) => {
      access.require(caller, action, room);
      const place = requireMember(caller, room);
      return access.knowing(caller, place, action, room, (acts) => log.change(made, acts));
    });
    if ("refused" in outcome) throw refusalOf(outcome.refused, seq);
    const [told = outcome.message] = await withOwnReactions(log, caller, room, [outcome.message]);
    return { rev: told.rev, prev: told.rev - 1, message: told };
  };
}

/** The message `seq` of a room, if it is there. */
export async function messageAt(
  log: Pick<Log, "read">,
  room: string,
  seq: number,
): Promise<Message | undefined> {
  const { messages } = await log.read(room, { after: seq - 1, before: seq + 1, limit: 1 });
  return messages[0];
}

export const notThere = (seq: number) =>
  new Refusal("not_found", `there is no message ${seq} any more, or not yet`);

function refusalOf(why: "not_found" | "gone" | "full", seq: number): Refusal {
  if (why === "not_found") return notThere(seq);
  if (why === "gone") return new Refusal("gone", `the message ${seq} was removed`);
  return new Refusal("invalid", "this message has as many different emoji as a message may have");
}
