/** What is wrong with a fly.toml, without an account: the rules that flyctl and the platform apply. */
import { type Config, readConfig, settings } from "../../src/start/config";
import { FLY_KEYS, type Keys } from "./fly-keys";

/** Where Fly says who connects. */
const FLY_CLIENT = "Fly-Client-IP";
/** Seconds after the drain, at the end of which the server is gone whatever hangs. */
const GRACE = 5;

type Table = { [key: string]: unknown };

/** One line for each thing that is wrong; none when all is right. */
export function wrongsOf(toml: unknown): string[] {
  const fly = table(toml);
  return [...unknownKeys(fly, FLY_KEYS), ...rules.flatMap((rule) => rule(fly))];
}

function unknownKeys(found: Table, known: Keys, path = ""): string[] {
  return Object.entries(found).flatMap(([key, value]) => {
    const here = `${path}${key}`;
    const expected = Object.hasOwn(known, key) ? known[key] : undefined;
    if (expected === undefined) return [`${here} is not a key of fly.toml`];
    if (expected === true) return [];
    if (!Array.isArray(expected)) return unknownKeys(table(value), expected, `${here}.`);
    if (!Array.isArray(value)) return [`${here} is written with double brackets`];
    return value.flatMap((one) => unknownKeys(table(one), expected[0], `${here}.`));
  });
}

type Rule = (fly: Table) => string[];

const rules: Rule[] = [
  function theServerUnderstandsItsEnvironment(fly) {
    const variables = new Set(Object.values(settings).map(({ variable }) => variable));
    const unknown = Object.keys(env(fly)).filter((name) => !variables.has(name));
    return unknown.map((name) => `env.${name} is not a setting of chuan`);
  },

  function thePortIsTheOneTheServerListensOn(fly) {
    const port = table(fly["http_service"])["internal_port"];
    return port === config(fly).port ? [] : [`internal_port is ${JSON.stringify(port)}, not PORT`];
  },

  function theServerHasTimeToLeave(fly) {
    const seconds = secondsOf(fly["kill_timeout"]);
    if (fly["kill_signal"] !== "SIGTERM") return ["kill_signal must be SIGTERM"];
    if (seconds === undefined || seconds > 300)
      return ["kill_timeout must be a duration up to 300s"];
    return seconds >= config(fly).drainSeconds + GRACE
      ? []
      : ["kill_timeout must be above DRAIN_SECONDS, by the time for what hangs"];
  },

  function durationsHaveAUnit(fly) {
    // flyctl reads a bare number here as nanoseconds.
    return checksOf(fly).flatMap((check) =>
      ["interval", "timeout", "grace_period"]
        .filter((key) => key in check && secondsOf(check[key]) === undefined)
        .map((key) => `checks.${key} must be a duration like "15s"`),
    );
  },

  function somethingIsChecked(fly) {
    const paths = checksOf(fly).map(({ path }) => path);
    return paths.includes("/healthz") ? [] : ["no check asks for /healthz"];
  },

  function socketsAreCountedAsConnections(fly) {
    const {
      type,
      soft_limit: soft,
      hard_limit: hard,
    } = table(table(fly["http_service"])["concurrency"]);
    if (type !== "connections") return ["concurrency.type must be connections"];
    const ordered = typeof soft === "number" && typeof hard === "number" && soft < hard;
    return ordered ? [] : ["soft_limit must be below hard_limit"];
  },

  function addressesAreTheProxys(fly) {
    return config(fly).trustedProxy === FLY_CLIENT
      ? []
      : ["TRUSTED_PROXY must be fly, or all of the world is one address"];
  },

  function theNumbersAreReadWhereTheyAre(fly) {
    const { port, path } = table(fly["metrics"]);
    const { metricsPort, metricsHost } = config(fly);
    if (port !== metricsPort || metricsPort === 0) return ["metrics.port must be METRICS_PORT"];
    if (port === table(fly["http_service"])["internal_port"])
      return ["metrics.port must be a port of its own"];
    // Fly comes by the private network.
    if (metricsHost !== "0.0.0.0") return ["METRICS_HOST must be 0.0.0.0"];
    return path === "/metrics" ? [] : ["metrics.path must be /metrics"];
  },

  function httpsIsForced(fly) {
    return table(fly["http_service"])["force_https"] === true ? [] : ["force_https must be true"];
  },

  function startingAndStoppingGoTogether(fly) {
    const { auto_stop_machines: stop, auto_start_machines: start } = table(fly["http_service"]);
    if (stop !== "off" && stop !== "stop" && stop !== "suspend")
      return ['auto_stop_machines must be "off", "stop" or "suspend"'];
    return start === (stop !== "off")
      ? []
      : ["auto_start_machines must go with auto_stop_machines"];
  },

  function theDataIsOnTheVolume(fly) {
    // Without either, the messages are in a database, whose address is a secret.
    if (!("mounts" in fly) && !("DATABASE_URL" in env(fly))) return [];
    const { destination } = table(fly["mounts"]);
    const { store } = config(fly);
    if (typeof destination !== "string" || destination === "/")
      return ["mounts.destination must be a folder below /"];
    const isBelow = store.kind === "sqlite" && store.path.startsWith(`${destination}/`);
    return isBelow ? [] : [`DATABASE_URL is not below ${destination}`];
  },

  function aVolumeRulesOutTwoMachinesAtOnce(fly) {
    const { strategy } = table(fly["deploy"]);
    const impossible = strategy === "canary" || strategy === "bluegreen";
    return impossible ? [`deploy.strategy ${strategy} is impossible with a volume`] : [];
  },
];

function checksOf(fly: Table): Table[] {
  const checks = table(fly["http_service"])["checks"];
  return Array.isArray(checks) ? checks.map(table) : [];
}

function secondsOf(value: unknown): number | undefined {
  const parts = typeof value === "string" ? /^(\d+)(s|m)$/.exec(value) : null;
  return parts ? Number(parts[1]) * (parts[2] === "m" ? 60 : 1) : undefined;
}

function env(fly: Table): Record<string, string> {
  return table(fly["env"]) as Record<string, string>;
}

function config(fly: Table): Config {
  return readConfig(env(fly));
}

function table(value: unknown): Table {
  return typeof value === "object" && value !== null ? (value as Table) : {};
}
