/** Sending a message (P5 to P9). From here it goes to the log; rooms/following.ts takes it from there to delivery.ts. */
import type { Message, ReplyTo, RequestOf } from "../../protocol";
import { draftOf, metaOf } from "../../protocol/schemas";
import type { Draft, Log } from "../../store";
import type { Access } from "../access/access";
import type { Attach } from "../files/attaching";
import { type Caller, requireMember, type UseCase } from "../caller";
import type { Measurements } from "../measurements";
import { NAMELESS } from "../people/identity";
import type { OwnedNames, Voice } from "../people/owned-names";
import type { SetName } from "../people/rename";
import type { SpokenNames } from "../people/spoken-names";
import type { RateLimits } from "../rate-limits";
import { Refusal } from "../refusal";
import { type FindCalls, mayCall } from "./calls";
import type { Delivery } from "./delivery";
import { withOwnReactions } from "./own-reactions";
import type { Membership } from "../rooms/membership";
import { inSendOrder } from "./send-order";

export interface SendParts {
  log: Log;
  access: Pick<Access, "require" | "knowing">;
  findCalls: FindCalls;
  attach: Attach;
  delivery: Pick<Delivery, "withhold">;
  setName: SetName;
  names: Pick<OwnedNames, "voice" | "isTakenNow">;
  spokenNames: Pick<SpokenNames, "note">;
  rateLimits: RateLimits;
  measurements: Measurements;
}

/** `chuan(msg, options?)`: stores a message, and answers when it is durable, with the message as it is now (P23). */
export function send(parts: SendParts): UseCase<RequestOf<"chuan">, ReplyTo<"chuan">> {
  const { log, access, findCalls, attach, delivery, setName, rateLimits, measurements } = parts;
  const { names, spokenNames } = parts;

  async function store(
    caller: Caller,
    membership: Membership,
    draft: Draft,
  ): Promise<ReplyTo<"chuan">> {
    access.require(caller, "write", draft.room);
    rateLimits.requireMessage(caller, Buffer.byteLength(JSON.stringify(draft)));
    // The tutorial's client says its name only here; without it nobody could tell who is present.
    const { person } = caller;
    if (person.name === NAMELESS && !names.isTakenNow({ ...person, name: draft.name }))
      setName(caller, draft.name);
    const { prev, release } = delivery.withhold(draft, caller);
    try {
      // By the time this resolves, the message has gone to everybody else here.
      const message = await access.knowing(caller, membership, "write", draft.room, (acts) =>
        log.append(draft, acts),
      );
      spokenNames.note(caller, draft.name, message.at);
      const meta = metaOf(message, prev() ?? prevOf(message));
      // Only one that was sent again has reactions.
      if (!message.reactions) return { meta, message };
      const [told = message] = await withOwnReactions(log, caller, draft.room, [message]);
      return { meta, message: told };
    } finally {
      release();
    }
  }

  function voiceOf(caller: Caller, draft: Draft): Voice | Promise<Voice> {
    try {
      const voice = names.voice(caller, draft.name);
      return voice instanceof Promise ? voice.catch((error) => formerly(draft, error)) : voice;
    } catch (error) {
      return formerly(draft, error);
    }
  }

  /** Lets a message pass that was stored before its name became somebody else's: the log answers with what it stored (P8). */
  async function formerly(draft: Draft, error: unknown): Promise<Voice> {
    const isTaken = error instanceof Refusal && error.wire.code === "name_taken";
    if (!isTaken || !(await log.isStored(draft))) throw error;
    return { name: draft.name, version: 0, isOwned: false };
  }

  /** The draft with the people it calls, who are looked up only where it may call somebody. */
  function called(said: Draft, { isOwned }: Voice): Draft | Promise<Draft> {
    const draft: Draft = isOwned ? { ...said, owned: true } : said;
    if (!mayCall(draft.txt, draft.re)) return draft;
    return findCalls(draft.room, draft.txt, draft.re).then((calls) =>
      calls.length > 0 ? { ...draft, calls } : draft,
    );
  }

  return async (caller, request) => {
    const came = performance.now();
    const { id = Bun.randomUUIDv7(), after } = request;
    access.require(caller, "write", request.room);
    const membership = requireMember(caller, request.room);
    const { files } = request;
    const draft = draftOf(request, id, caller.person.from);
    const voice = voiceOf(caller, draft);
    const attached = files ? attach(draft, files) : draft;
    const made =
      voice instanceof Promise || attached instanceof Promise
        ? Promise.all([attached, voice]).then((ready) => called(...ready))
        : called(attached, voice);
    const reply = await inSendOrder(membership, { id, after }, made, (ready) =>
      store(caller, membership, ready),
    );
    measurements.acknowledged(performance.now() - came);
    return reply;
  };
}

/** The `rev` before a message that nobody was told of just now. */
function prevOf({ rev, gone }: Message): number {
  // One that retention removed has the room's rev, which is of something else: it moves no cursor.
  return gone && gone.by === undefined ? rev : rev - 1;
}
