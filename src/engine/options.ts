/** The options of an engine, each with a default that suits a server on the open internet. */
import type { AdmissionLimits } from "./admission";
import type { Rate } from "./rate-limiter";

export interface EngineOptions {
  /** The path that clients connect to, with a slash at both ends. */
  path?: string;
  /** Bytes of one packet. A larger one ends its connection. */
  maxPacket?: number;
  /** Bytes that may be unsent to one connection, 0 for no limit: above it the connection is ended. Ten times as many for one address. */
  backlog?: number;
  /** Connections in all and of one address, and new ones a second of one address, each 0 for no limit. */
  admission?: Partial<AdmissionLimits>;
  /** Packets of one connection, where one of more than 4 KiB counts as several. Twenty times as many for one address. */
  packetRate?: Rate;
  /** Bytes that the application may broadcast for one address, and for all addresses together in packets over 512 bytes. */
  broadcastBytes?: { ofAddress: Rate; long: Rate };
  /** Milliseconds from a pong to the next ping, and from a ping to the latest moment for its pong. */
  heartbeat?: Partial<Heartbeat>;
  /** Milliseconds that a handshake, a middleware, an upgrade or the body of a request may take. */
  stepTimeout?: number;
  /** Origins of pages that may connect, besides the origin that the request's Host gives. */
  allowedOrigins?: readonly string[];
  /** What a refused page is told: how its operator can let it in. */
  foreignOriginHelp?: string;
  /** The header in which a trusted proxy names its client's address. Without one the address of the socket counts. */
  addressHeader?: string | undefined;
  /** The name of this machine, which session ids then end with, so that a proxy can send a session's polls to it. */
  machine?: string | undefined;
  /** Called with the Origin and the Host of each page that is refused. */
  onForeignOrigin?: (origin: string, host: string) => void;
  /** Called for each handshake without an address in `addressHeader`. */
  onMissingAddress?: (address: string) => void;
  /** Called with what was thrown while a request was answered, mostly because its connection had just ended. */
  onError?: (error: unknown) => void;
}

export interface Heartbeat {
  interval: number;
  timeout: number;
}

export type EngineSettings = Omit<Required<EngineOptions>, "heartbeat" | "admission"> & {
  heartbeat: Heartbeat;
  admission: AdmissionLimits;
};

const UNLIMITED: Rate = { perSecond: 0, burst: 0 };

export const DEFAULTS: EngineSettings = {
  path: "/socket.io/",
  maxPacket: 65_536,
  backlog: 1_048_576,
  admission: { connections: 0, perAddress: 500, ratePerAddress: 100 },
  packetRate: { perSecond: 100, burst: 400 },
  broadcastBytes: { ofAddress: UNLIMITED, long: UNLIMITED },
  heartbeat: { interval: 25_000, timeout: 20_000 },
  stepTimeout: 10_000,
  allowedOrigins: [],
  foreignOriginHelp: "this origin is not allowed",
  addressHeader: undefined,
  machine: undefined,
  onForeignOrigin: () => {},
  onMissingAddress: () => {},
  onError: () => {},
};

/** The options with their defaults. Throws a `TypeError` or a `RangeError` that names the option which cannot be right. */
export function settingsOf(options: EngineOptions): EngineSettings {
  const settings = {
    ...DEFAULTS,
    ...options,
    heartbeat: { ...DEFAULTS.heartbeat, ...options.heartbeat },
    admission: { ...DEFAULTS.admission, ...options.admission },
  };
  checkNames(settings);
  checkNumbers(settings);
  return settings;
}

const PATH = /^\/(?:.*\/)?$/;
const ORIGIN = /^[a-z][a-z\d+.-]*:\/\/[^/*\s]+$/i;
const HEADER = /^[\w-]+$/;
/** No dot, which separates it from the session's id, and nothing that a URL would change. */
const MACHINE = /^[\w-]+$/;

function checkNames({ path, allowedOrigins, addressHeader, machine }: EngineSettings): void {
  if (!PATH.test(path)) throw new TypeError(`path has no slash at both ends: ${path}`);
  for (const origin of allowedOrigins)
    if (!ORIGIN.test(origin)) throw new TypeError(`allowedOrigins has no origin in ${origin}`);
  if (addressHeader !== undefined && !HEADER.test(addressHeader))
    throw new TypeError(`addressHeader is not the name of a header: ${addressHeader}`);
  if (machine !== undefined && !MACHINE.test(machine))
    throw new TypeError(`machine has characters that a session id cannot have: ${machine}`);
}

function checkNumbers(settings: EngineSettings): void {
  const { maxPacket, stepTimeout, heartbeat, backlog, admission, packetRate } = settings;
  const { ofAddress, long } = settings.broadcastBytes;
  for (const [option, value] of numbersIn({ maxPacket, stepTimeout, heartbeat }))
    if (!(value > 0)) throw new RangeError(`${option} is not above 0: ${value}`);
  for (const [option, value] of numbersIn({ backlog, admission, packetRate, ofAddress, long }))
    if (!(value >= 0)) throw new RangeError(`${option} is not a number of 0 or more: ${value}`);
}

/** Numbers by their option's name, those of an option that has several by both names. */
function numbersIn(options: Record<string, number | object>): [option: string, value: number][] {
  return Object.entries(options).flatMap(([option, value]) =>
    typeof value === "number"
      ? [[option, value] as [string, number]]
      : Object.entries(value).map(([key, one]): [string, number] => [`${option}.${key}`, one]),
  );
}
