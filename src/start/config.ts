/** The settings from the environment, read once at the start, with their defaults. An invalid value stops the start with one clear line. */
import { LOG_LEVELS } from "../logging/logger";
import { type Fly, readFly, readFlyNames } from "../ops/fly";
import { GREETING } from "../protocol";
import { describeLocation, postgresUrl, readFilesPlace, readLocation } from "../store";

/** An invalid variable. Its message is the whole line that the operator sees. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

export type Environment = Record<string, string | undefined>;

type Parse<T> = (value: string) => T;

/** One variable: its name, its default as text, and how its value is read. */
export interface Setting<T> {
  variable: string;
  fallback: string;
  parse: Parse<T>;
}

/** All settings. A test compares the README's table with this one. */
export const settings = {
  port: setting("PORT", "3000", wholeNumber(0, 65535)),
  host: setting("HOST", "0.0.0.0", asItIs),
  store: setting("DATABASE_URL", "sqlite:./data/chuan.db", readLocation),
  directDatabaseUrl: setting("DIRECT_DATABASE_URL", "", optional(postgresUrl)),
  files: setting("FILES", "", readFilesPlace),
  fileBytes: setting("FILE_BYTES", "26214400", wholeNumber(1024, 2 ** 31)),
  forbiddenFiles: setting("FORBIDDEN_FILES", "", list(mediaType)),
  filesBytes: setting("FILES_BYTES", "1073741824", wholeNumber(0, 2 ** 50)),
  access: setting("ACCESS", "open", oneOf(["open", "invited"])),
  greeting: setting("GREETING", GREETING, asItIs),
  publicUrls: setting("PUBLIC_URL", "", list(publicUrl)),
  allowedOrigins: setting("ALLOWED_ORIGINS", "", list(origin)),
  trustedProxy: setting("TRUSTED_PROXY", "", optional(addressHeader)),
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
  metricsHost: setting("METRICS_HOST", "127.0.0.1", asItIs),
  retentionDays: setting("RETENTION_DAYS", "0", wholeNumber(0, 36_500)),
  logLevel: setting("LOG_LEVEL", "info", oneOf(LOG_LEVELS)),
};

export type Config = {
  [Name in keyof typeof settings]: ReturnType<(typeof settings)[Name]["parse"]>;
} & { fly: Fly | undefined; flyNames: readonly string[] };

/** The configuration from `env`. Throws `ConfigError` for the first invalid value. */
export function readConfig(env: Environment): Config {
  const entries = Object.entries(settings).map(([name, one]) => [name, read(env, one)]);
  const fly = { fly: readFly(env), flyNames: readFlyNames(env) };
  return { ...Object.fromEntries(entries), ...fly } as Config;
}

/** The configuration for the log, without its secrets. */
export function settingsForLog({ store, directDatabaseUrl: direct, ...rest }: Config): object {
  return {
    ...rest,
    store: describeLocation(store),
    directDatabaseUrl: direct && describeLocation({ kind: "postgres", url: direct }),
  };
}

/** A URL without the part before its @ and after its ?. It is not parsed, because an invalid value may be no URL. */
function withoutUser(value: string): string {
  return value.replace(/^(\w+:\/\/)?.*@/s, "$1").replace(/\?.*/s, "");
}

function read(env: Environment, { variable, fallback, parse }: Setting<unknown>): unknown {
  // An empty variable counts as unset: compose files and shells clear a value that way.
  const value = env[variable]?.trim() || fallback;
  try {
    return parse(value);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(
      `${variable} is ${JSON.stringify(withoutUser(value))}, but it must be ${reason}`,
    );
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

function asItIs(value: string): string {
  return value;
}

function optional<T>(parse: Parse<T>): Parse<T | undefined> {
  return (value) => (value === "" ? undefined : parse(value));
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

/** The origin of an address that people open. */
function publicUrl(value: string): string {
  const url = URL.parse(value);
  const isWhole = url && /^https?:\/\//i.test(value) && url.href === `${url.origin}/`;
  if (!isWhole)
    throw new Error(
      "a list of addresses like https://chat.example.org, without a path, separated by commas",
    );
  return url.origin;
}

function origin(value: string): string {
  const wanted = "a list of origins like https://chat.example.org, separated by commas";
  if (!URL.canParse(value)) throw new Error(wanted);
  const url = new URL(value);
  if (!["http:", "https:"].includes(url.protocol) || url.origin !== value) throw new Error(wanted);
  return value;
}

function mediaType(value: string): string {
  if (!/^[\w.+-]+\/([\w.+-]+|\*)$/.test(value))
    throw new Error("a list of media types like video/mp4 or video/*, separated by commas");
  return value.toLowerCase();
}

/** Values that mean "there is a proxy" and are no header's name. They are refused, because no such header would ever come. */
const NO_HEADER = /^(true|false|yes|no|on|off|\d+)$/i;

/** The header in which a proxy names its client's address; `fly` is short for Fly's own. */
function addressHeader(value: string): string {
  if (!/^[\w-]+$/.test(value) || NO_HEADER.test(value))
    throw new Error("fly, or the name of the header that your proxy sets, like X-Real-IP");
  return value.toLowerCase() === "fly" ? "Fly-Client-IP" : value;
}
