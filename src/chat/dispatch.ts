/** From an event on the wire to a handler and back: every event is answered, every fault is caught. */
import type { Logger } from "pino";
import { LogUnavailable } from "../log/log";
import type { WireError } from "../protocol";
import type { ChatSocket } from "./connection";
import type { Allowance } from "./allowance";
import { Refusal } from "./refusal";
import type { Tally } from "./tally";

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
/** Milliseconds in which it is logged once that the store is away: else every message would be a line, with its cause. */
const SAID_ONCE_IN = 1000;

/**
 * Answers every event of a connection through its acknowledgement, or by `refused` without one (P11).
 * It is one listener for all connections, because a closure for each would be there while it is idle.
 */
export function createDispatch(
  { allowance, logger, tally }: DispatchParts,
  handlers: Handlers,
): (this: ChatSocket, event: string, ...args: unknown[]) => void {
  const report = reportTo(logger);

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
      .catch((error: unknown) => logger.error({ err: error }, "an answer could not be given"))
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

/** Logs what a handler threw: each fault of a handler, and of a store that is away only now and then. */
function reportTo(logger: Logger): (error: unknown) => void {
  let saidAt = Number.NEGATIVE_INFINITY;
  let unsaid = 0;
  return (err) => {
    if (!(err instanceof LogUnavailable)) return logger.error({ err }, "a handler failed");
    if (performance.now() - saidAt < SAID_ONCE_IN) {
      unsaid += 1;
      return undefined;
    }
    logger.error({ err, unsaid }, "the log is unavailable");
    saidAt = performance.now();
    unsaid = 0;
  };
}
