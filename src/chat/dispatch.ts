/** From an event on the wire to a handler and back: every event is answered, every fault is caught. */
import type { Logger } from "pino";
import { LogUnavailable } from "../log/log";
import type { WireError } from "../protocol";
import type { ChatSocket } from "./connection";
import { Refusal } from "./refusal";

/** Does what an event asks, given its arguments as they came. Throws `Refusal` to refuse it. */
export type Handler = (...args: unknown[]) => object | Promise<object>;
export type Handlers = Readonly<Record<string, Handler>>;

type Answer = { ok: true } | { ok: false; error: WireError };

/** Answers every event of a connection through its acknowledgement, or by `refused` without one (P11). */
export function dispatch(socket: ChatSocket, logger: Logger, handlers: Handlers): void {
  const answer = async (event: string, args: unknown[]) => {
    const ack = takeAck(args);
    const reply = await outcome(() => handlerFor(handlers, event)(...args), logger);
    if (ack) ack(reply);
    else if (!reply.ok) socket.emit("refused", { event, error: reply.error });
  };
  const { answering } = socket.data;
  socket.onAny((event: string, ...args: unknown[]) => {
    const answered = answer(event, args).finally(() => answering.delete(answered));
    answering.add(answered);
  });
}

function takeAck(args: unknown[]): ((reply: Answer) => void) | undefined {
  const last = args.at(-1);
  if (typeof last !== "function") return undefined;
  args.pop();
  return (reply) => void last(reply);
}

function handlerFor(handlers: Handlers, event: string): Handler {
  const handler = Object.hasOwn(handlers, event) ? handlers[event] : undefined;
  if (!handler) throw new Refusal("invalid", `there is no event ${JSON.stringify(event)}`);
  return handler;
}

async function outcome(work: () => object | Promise<object>, logger: Logger): Promise<Answer> {
  try {
    return { ok: true, ...(await work()) };
  } catch (error) {
    return { ok: false, error: wireError(error, logger) };
  }
}

/** The client gets a code and a sentence, the log gets the cause. */
function wireError(error: unknown, logger: Logger): WireError {
  if (error instanceof Refusal) return error.wire;
  logger.error(
    { err: error },
    error instanceof LogUnavailable ? "the log is unavailable" : "a handler failed",
  );
  return { code: "unavailable", message: "the server cannot do this now", retryAfter: 1000 };
}
