/** From an event on the wire to a handler and back: every event is answered, every fault is caught. */
import type { Logger } from "pino";
import { LogUnavailable } from "../store";
import type { WireError } from "../protocol/protocol";
import { onceASecond } from "../logging/throttle";
import type { ChatSocket } from "./connection";
import type { Allowance } from "./rate-limits";
import { Refusal } from "./refusal";
import type { Tally } from "./measurements";

/** Does what an event of a connection asks, given its arguments as they came. Throws `Refusal` to refuse it. */
export type Handler = (socket: ChatSocket, ...args: unknown[]) => object | Promise<object>;
export type Handlers = Readonly<Record<string, Handler>>;

type Answer = { ok: true } | { ok: false; error: WireError };

export interface DispatchParts {
  allowance: Allowance;
  logger: Logger;
  tally: Tally;
}

/** Characters of an event's name that are said back: whoever makes up a long one need not have it returned. */
const NAME_SAID = 64;

/**
 * Answers every event of a connection through its acknowledgement, or by `refused` without one (P11).
 * It is one listener for all connections, because a closure for each would be there while it is idle.
 */
export function createDispatch(
  { allowance, logger, tally }: DispatchParts,
  handlers: Handlers,
): (this: ChatSocket, event: string, ...args: unknown[]) => void {
  const report = reportTo(logger);
  const unanswered = onceASecond((err: unknown, unsaid) =>
    logger.error({ err, unsaid }, "an answer could not be given"),
  );

  async function answer(socket: ChatSocket, event: string, args: unknown[]): Promise<void> {
    const ack = takeAck(args);
    const handle = () => {
      allowance.requireEvent(socket);
      return handlerFor(handlers, event)(socket, ...args);
    };
    const reply = await outcome(handle, report);
    if (!reply.ok) tally.refused(event, reply.error.code);
    if (ack) ack(reply);
    else if (!reply.ok) socket.emit("refused", { event: nameOf(event), error: reply.error });
  }

  return function dispatch(event, ...args) {
    // What came with the end of a connection, behind it, would act for somebody whom nothing takes away again.
    if (!this.connected) return;
    const { answering } = this.data;
    const answered = answer(this, event, args)
      .catch(unanswered)
      .finally(() => answering.delete(answered));
    answering.add(answered);
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

function handlerFor(handlers: Handlers, event: string): Handler {
  const handler = Object.hasOwn(handlers, event) ? handlers[event] : undefined;
  if (!handler) throw new Refusal("invalid", `there is no event ${JSON.stringify(nameOf(event))}`);
  return handler;
}

async function outcome(
  work: () => object | Promise<object>,
  report: (error: unknown) => void,
): Promise<Answer> {
  try {
    return { ok: true, ...(await work()) };
  } catch (error) {
    return { ok: false, error: wireError(error, report) };
  }
}

/** The client gets a code and a sentence, the log gets the cause. */
function wireError(error: unknown, report: (error: unknown) => void): WireError {
  if (error instanceof Refusal) return error.wire;
  report(error);
  return { code: "unavailable", message: "the server cannot do this now", retryAfter: 1000 };
}

/** Logs what handlers threw, apart from what they threw because the store is away: anybody can make it happen often. */
function reportTo(logger: Logger): (error: unknown) => void {
  const failed = onceASecond((err: unknown, unsaid) =>
    logger.error({ err, unsaid }, "a handler failed"),
  );
  const unavailable = onceASecond((err: LogUnavailable, unsaid) =>
    logger.error({ err, unsaid }, "the log is unavailable"),
  );
  return (error) => (error instanceof LogUnavailable ? unavailable(error) : failed(error));
}
