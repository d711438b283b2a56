import { expect, test } from "bun:test";
import { wrongsOf } from "./fly-rules";

const FLY_TOML = await Bun.file("fly.toml").text();

test("fly.toml has only valid keys and keeps every rule", () => {
  expect(wrongsOf(Bun.TOML.parse(FLY_TOML))).toEqual([]);
});

test("fly.toml as the guide changes it for many machines has only valid keys and keeps every rule", async () => {
  const guide = await Bun.file("docs/deploy.md").text();
  const { mounts: _, ...one } = Bun.TOML.parse(FLY_TOML) as Record<string, object>;
  const lines = Bun.TOML.parse(/```toml\n(.*?)```/s.exec(guide)?.[1] ?? "") as typeof one;
  const many = {
    ...one,
    ...lines,
    http_service: { ...one["http_service"], ...lines["http_service"] },
  };
  expect(Object.keys(lines)).toEqual(["env", "deploy", "http_service"]);
  expect(wrongsOf(many)).toEqual([]);
});

test.each([
  [
    "an unknown key",
    'kill_signal = "SIGTERM"',
    'kill_signal = "SIGTERM"\nmax_machines_running = 1',
    "max_machines_running",
  ],
  [
    "an unknown key in a table",
    "force_https = true",
    "force_https = true\ntcp_options = 1",
    "http_service.tcp_options",
  ],
  ["an unknown setting", 'LOG_LEVEL = "info"', 'LOGLEVEL = "info"', "env.LOGLEVEL"],
  ["another port", "internal_port = 3000", "internal_port = 8080", "internal_port"],
  ["a short kill timeout", 'kill_timeout = "20s"', 'kill_timeout = "14s"', "DRAIN_SECONDS"],
  ["a bare kill timeout", 'kill_timeout = "20s"', "kill_timeout = 20", "kill_timeout"],
  ["another signal", '"SIGTERM"', '"SIGINT"', "kill_signal"],
  ["a bare interval", 'interval = "15s"', "interval = 15", "checks.interval"],
  ["no health check", 'path = "/healthz"', 'path = "/"', "/healthz"],
  ["requests counted", 'type = "connections"', 'type = "requests"', "concurrency.type"],
  ["limits the wrong way round", "soft_limit = 5000", "soft_limit = 50000", "soft_limit"],
  ["plain http", "force_https = true", "force_https = false", "force_https"],
  [
    "machines that stop and never start",
    "auto_start_machines = true",
    "auto_start_machines = false",
    "auto_start_machines",
  ],
  ["data beside the volume", 'destination = "/data"', 'destination = "/elsewhere"', "DATABASE_URL"],
  ["two machines on one volume", 'strategy = "rolling"', 'strategy = "bluegreen"', "bluegreen"],
  ["forged addresses", 'TRUSTED_PROXY = "fly"', 'TRUSTED_PROXY = ""', "TRUSTED_PROXY"],
  ["numbers that nobody serves", 'METRICS_PORT = "9091"', 'METRICS_PORT = "0"', "metrics.port"],
  ["numbers out of reach", 'METRICS_HOST = "0.0.0.0"', 'METRICS_HOST = ""', "METRICS_HOST"],
  ["numbers shown to the world", "port = 9091\npath", "port = 3000\npath", "metrics.port"],
  ["a single bracket", "[[vm]]", "[vm]", "vm"],
])("the rules catch %s", (_, right, wrong, says) => {
  expect(FLY_TOML).toContain(right);
  const broken = Bun.TOML.parse(FLY_TOML.replace(right, wrong));
  expect(wrongsOf(broken).join("\n")).toContain(says);
});
