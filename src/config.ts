/** The environment, read once at boot, with every default. A wrong value stops the boot with one clear line. */
import { type Fly, readFly } from "./fly";

/** What is wrong with one variable: the whole line that the operator sees. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

export type Environment = Record<string, string | undefined>;

type Parse<T> = (value: string) => T;

/** One variable: its name, its default as somebody would write it, and what its value means. */
export interface Setting<T> {
  variable: string;
  fallback: string;
  parse: Parse<T>;
}

const LOG_LEVELS = ["debug", "info", "warn", "error", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Every setting there is. The README's table is checked against this one. */
export const settings = {
  port: setting("PORT", "3000", wholeNumber(0, 65535)),
  host: setting("HOST", "0.0.0.0", nonEmpty),
  databaseUrl: setting("DATABASE_URL", "sqlite:./data/chuan.db", nonEmpty),
  directDatabaseUrl: setting("DIRECT_DATABASE_URL", "", nonEmpty),
  greeting: setting("GREETING", "丢你楼某", nonEmpty),
  allowedOrigins: setting("ALLOWED_ORIGINS", "", list(origin)),
  trustedProxy: setting("TRUSTED_PROXY", "", addressHeader),
  messageRate: setting("MESSAGE_RATE", "5", wholeNumber(0, 1_000_000)),
  messageBurst: setting("MESSAGE_BURST", "50", wholeNumber(0, 1_000_000)),
  eventRate: setting("EVENT_RATE", "50", wholeNumber(0, 1_000_000)),
  connectionsPerAddress: setting("CONNECTIONS_PER_ADDRESS", "500", wholeNumber(0, 1_000_000)),
  connectionRatePerAddress: setting(
    "CONNECTION_RATE_PER_ADDRESS",
    "100",
    wholeNumber(0, 1_000_000),
  ),
  maxConnections: setting("MAX_CONNECTIONS", "0", wholeNumber(0, 10_000_000)),
  maxRooms: setting("MAX_ROOMS", "20", wholeNumber(0, 1_000_000)),
  backlogBytes: setting("BACKLOG_BYTES", "1048576", wholeNumber(0, 2 ** 31)),
  drainSeconds: setting("DRAIN_SECONDS", "10", wholeNumber(0, 300)),
  metricsPort: setting("METRICS_PORT", "0", wholeNumber(0, 65535)),
  retentionDays: setting("RETENTION_DAYS", "0", wholeNumber(0, 36_500)),
  logLevel: setting("LOG_LEVEL", "info", oneOf(LOG_LEVELS)),
};

export type Config = {
  [Name in keyof typeof settings]: ReturnType<(typeof settings)[Name]["parse"]>;
} & { fly: Fly | undefined };

/** The configuration that `env` describes. Throws `ConfigError` for the first wrong value. */
export function readConfig(env: Environment): Config {
  const entries = Object.entries(settings).map(([name, one]) => [name, read(env, one)]);
  return { ...Object.fromEntries(entries), fly: readFly(env) } as Config;
}

/** The configuration as it may be logged: without what is secret in it. */
export function shown(config: Config): Config {
  const { databaseUrl, directDatabaseUrl } = config;
  return {
    ...config,
    databaseUrl: withoutPassword(databaseUrl),
    directDatabaseUrl: withoutPassword(directDatabaseUrl),
  };
}

function withoutPassword(url: string): string {
  // Not by the parsed URL alone: what cannot be parsed may have a password in it, too.
  if (!/^postgres(ql)?:/.test(url)) return url;
  const { host, pathname } = URL.canParse(url) ? new URL(url) : { host: "?", pathname: "" };
  return `postgres://${host}${pathname}`;
}

function read(env: Environment, { variable, fallback, parse }: Setting<unknown>): unknown {
  // An empty variable is an unset one: that is how compose files and shells clear a value.
  const value = env[variable]?.trim() || fallback;
  try {
    return parse(value);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`${variable} is ${JSON.stringify(value)}, but it must be ${reason}`);
  }
}

function setting<T>(variable: string, fallback: string, parse: Parse<T>): Setting<T> {
  return { variable, fallback, parse };
}

function wholeNumber(least: number, most: number): Parse<number> {
  return (value) => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < least || number > most)
      throw new Error(`a whole number from ${least} to ${most}`);
    return number;
  };
}

function nonEmpty(value: string): string {
  return value;
}

function oneOf<const T extends string>(values: readonly T[]): Parse<T> {
  return (value) => {
    const found = values.find((one) => one === value);
    if (found === undefined) throw new Error(`one of ${values.join(", ")}`);
    return found;
  };
}

function list<T>(parse: Parse<T>): Parse<T[]> {
  return (value) =>
    value
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== "")
      .map(parse);
}

function origin(value: string): string {
  const wanted = "a list of origins like https://chat.example.org, separated by commas";
  if (!URL.canParse(value)) throw new Error(wanted);
  const url = new URL(value);
  if (!["http:", "https:"].includes(url.protocol) || url.origin !== value) throw new Error(wanted);
  return value;
}

/** What people write who mean that there is a proxy: a header of that name would never come. */
const NO_HEADER = /^(true|false|yes|no|on|off|\d+)$/i;

/** The header that a proxy says its client's address in; `fly` is short for Fly's own. */
function addressHeader(value: string): string | undefined {
  if (value === "") return undefined;
  if (!/^[\w-]+$/.test(value) || NO_HEADER.test(value))
    throw new Error("fly, or the name of the header that your proxy sets, like X-Real-IP");
  return value.toLowerCase() === "fly" ? "Fly-Client-IP" : value;
}
