/** From an event on the wire to its use case and back: every event is answered, every fault is caught. */
import type { Logger } from "pino";
import { onceASecond } from "../logging/throttle";
import type { EventName, ReplyTo, WireError } from "../protocol";
import { LogUnavailable } from "../store";
import type { Caller } from "./caller";
import type { ChatSocket } from "./chat-socket";
import type { EventTable } from "./events";
import type { Measurements } from "./measurements";
import type { RateLimits } from "./rate-limits";
import { checked, Refusal } from "./refusal";

type Answer = { ok: true } | { ok: false; error: WireError };

export interface DispatchParts {
  rateLimits: RateLimits;
  logger: Logger;
  measurements: Measurements;
}

/** Characters of an event's name that an error repeats: a made-up name may be long. */
const NAME_SAID = 64;

/**
 * Answers every event of a connection through its acknowledgement, or by `refused` without one (P11).
 * It is one listener for all connections, because a closure for each would be there while it is idle.
 */
export function createDispatch(
  { rateLimits, logger, measurements }: DispatchParts,
  events: EventTable,
): (this: ChatSocket, event: string, ...args: unknown[]) => void {
  const report = createReport(logger);
  const unanswered = onceASecond((err: unknown, omitted) =>
    logger.error({ err, omitted }, "an event could not be answered"),
  );

  async function outcome(caller: Caller, event: string, args: unknown[]): Promise<Answer> {
    try {
      rateLimits.requireEvent(caller);
      return { ok: true, ...(await call(events, requireEvent(events, event), caller, args)) };
    } catch (error) {
      return { ok: false, error: wireError(error, report) };
    }
  }

  async function answer(socket: ChatSocket, event: string, args: unknown[]): Promise<void> {
    const { data } = socket;
    data.answering += 1;
    try {
      const ack = takeAck(args);
      const reply = await outcome(data, event, args);
      if (!reply.ok) measurements.refused(event, reply.error.code);
      if (ack) ack(reply);
      else if (!reply.ok) socket.emit("refused", { event: nameOf(event), error: reply.error });
    } catch (error) {
      unanswered(error);
    } finally {
      data.answering -= 1;
      if (data.answering === 0) data.onAnswered?.();
    }
  }

  return function dispatch(event, ...args) {
    // An event that came behind the end of its connection would act for somebody who never leaves again.
    if (this.connected) void answer(this, event, args);
  };
}

function nameOf(event: string): string {
  return event.slice(0, NAME_SAID);
}

function takeAck(args: unknown[]): ((reply: Answer) => void) | undefined {
  const last = args.at(-1);
  if (typeof last !== "function") return undefined;
  args.pop();
  return (reply) => void last(reply);
}

function requireEvent(events: EventTable, event: string): EventName {
  if (!isEvent(events, event))
    throw new Refusal("invalid", `there is no event ${JSON.stringify(nameOf(event))}`);
  return event;
}

function isEvent(events: EventTable, event: string): event is EventName {
  return Object.hasOwn(events, event);
}

/** Asks an event's use case for what the arguments say. Throws `Refusal` when they say nothing that it knows. */
function call<Event extends EventName>(
  events: EventTable,
  event: Event,
  caller: Caller,
  args: unknown[],
): ReplyTo<Event> | Promise<ReplyTo<Event>> {
  const { schema, useCase }: EventTable[Event] = events[event];
  return useCase(caller, checked(schema, args));
}

/** The client gets a code and a sentence, the log gets the cause. */
export function wireError(error: unknown, report: (error: unknown) => void): WireError {
  if (error instanceof Refusal) return error.wire;
  report(error);
  return { code: "unavailable", message: "the server cannot do this now", retryAfter: 1000 };
}

/** Logs what use cases threw. That the store is away is logged apart: anybody can make it happen often. */
export function createReport(logger: Logger): (error: unknown) => void {
  const failed = onceASecond((err: unknown, omitted) =>
    logger.error({ err, omitted }, "a use case failed"),
  );
  const unavailable = onceASecond((err: LogUnavailable, omitted) =>
    logger.error({ err, omitted }, "the log is unavailable"),
  );
  return (error) => (error instanceof LogUnavailable ? unavailable(error) : failed(error));
}
