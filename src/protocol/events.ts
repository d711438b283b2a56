/** The events of the wire as Socket.IO's types have them, all inferred from the schemas. */
import type { InferInput, InferOutput } from "valibot";
import type { notices, replies, requests } from "./schemas/events";
import type { WireError } from "./schemas/shapes";

export type EventName = keyof typeof requests;
/** What a use case is asked for by an event. */
export type RequestOf<Event extends EventName> = InferOutput<(typeof requests)[Event]>;
/** What an event is answered with. */
export type ReplyTo<Event extends EventName> = InferOutput<(typeof replies)[Event]>;

export type Reply<T extends object> = ({ ok: true } & T) | { ok: false; error: WireError };
export type Ack<T extends object> = (reply: Reply<T>) => void;

/** The second argument, where an event has one, may be left out. */
type Arguments<Event extends EventName> =
  InferInput<(typeof requests)[Event]> extends [infer First, infer Second]
    ? [First, Second?]
    : InferInput<(typeof requests)[Event]>;

export type ClientToServerEvents = {
  [Event in EventName]: (...args: [...Arguments<Event>, ack?: Ack<ReplyTo<Event>>]) => void;
};

export type ServerToClientEvents = {
  [Event in keyof typeof notices]: (...args: InferOutput<(typeof notices)[Event]>) => void;
};
