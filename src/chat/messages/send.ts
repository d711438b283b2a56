/** Sending a message (P5 to P9). From here it goes to the log; rooms/following.ts takes it from there to delivery.ts. */
import type { Message, ReplyTo, RequestOf } from "../../protocol";
import { draftOf, metaOf } from "../../protocol/schemas";
import type { Draft, Log } from "../../store";
import { type Caller, requireMember, type UseCase } from "../caller";
import type { Measurements } from "../measurements";
import { NAMELESS } from "../people/identity";
import type { SetName } from "../people/rename";
import type { RateLimits } from "../rate-limits";
import type { Delivery } from "./delivery";
import { inSendOrder } from "./send-order";

export interface SendParts {
  log: Log;
  delivery: Pick<Delivery, "withhold">;
  setName: SetName;
  rateLimits: RateLimits;
  measurements: Measurements;
}

/** `chuan(msg, options?)`: stores a message, and answers when it is durable. */
export function send(parts: SendParts): UseCase<RequestOf<"chuan">, ReplyTo<"chuan">> {
  const { log, delivery, setName, rateLimits, measurements } = parts;

  async function store(caller: Caller, draft: Draft): Promise<Message> {
    rateLimits.requireMessage(caller, Buffer.byteLength(JSON.stringify(draft)));
    // The tutorial's client says its name only here; without it nobody could tell who is present.
    if (caller.person.name === NAMELESS) setName(caller, draft.name);
    const release = delivery.withhold(draft, caller);
    try {
      // By the time this resolves, the message has gone to everybody else here.
      return await log.append(draft);
    } finally {
      release();
    }
  }

  return async (caller, request) => {
    const came = performance.now();
    const { id = Bun.randomUUIDv7(), after } = request;
    const membership = requireMember(caller, request.room);
    const draft = draftOf(request, id, caller.person.from);
    const message = await inSendOrder(membership, id, after, () => store(caller, draft));
    measurements.acknowledged(performance.now() - came);
    return { meta: metaOf(message) };
  };
}
