/** The environment, read once at boot, with every default. A wrong value stops the boot with one clear line. */

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
  greeting: setting("GREETING", "丢你楼某", nonEmpty),
  allowedOrigins: setting("ALLOWED_ORIGINS", "", list(origin)),
  maxRooms: setting("MAX_ROOMS", "20", wholeNumber(0, 1_000_000)),
  backlogBytes: setting("BACKLOG_BYTES", "1048576", wholeNumber(0, 2 ** 31)),
  drainSeconds: setting("DRAIN_SECONDS", "10", wholeNumber(0, 300)),
  logLevel: setting("LOG_LEVEL", "info", oneOf(LOG_LEVELS)),
};

export type Config = {
  [Name in keyof typeof settings]: ReturnType<(typeof settings)[Name]["parse"]>;
};

/** The configuration that `env` describes. Throws `ConfigError` for the first wrong value. */
export function readConfig(env: Environment): Config {
  const entries = Object.entries(settings).map(([name, one]) => [name, read(env, one)]);
  return Object.fromEntries(entries) as Config;
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
