import { expect, setDefaultTimeout, test } from "bun:test";
import { Client } from "../../support/client";
import { freePort } from "../../support/port";
import { readConfig } from "../../../src/start/config";
import { rejection } from "../../support/rejection";
import { serve } from "../../support/server";

setDefaultTimeout(60_000);

type Sample = [labels: string, value: number];

/** Reads the text format that Prometheus scrapes. Throws for a line that is none. */
function parse(text: string): Map<string, Sample[]> {
  const samples = new Map<string, Sample[]>();
  const typed = new Set<string>();
  for (const line of text.trim().split("\n")) {
    const type = /^# TYPE (\w+) (counter|gauge|histogram)$/.exec(line);
    if (type?.[1]) typed.add(type[1]);
    if (line.startsWith("#") || line === "") continue;
    const [, name = "", labels = "", value = ""] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (name === "" || Number.isNaN(Number(value))) throw new Error(`no sample: ${line}`);
    if (!typed.has(name.replace(/_(bucket|sum|count)$/, "")) && !typed.has(name))
      throw new Error(`no type: ${line}`);
    samples.set(name, [...(samples.get(name) ?? []), [labels, Number(value)]]);
  }
  return samples;
}

async function serveWithMetrics(env: Record<string, string> = {}) {
  const port = await freePort();
  const server = await serve({ METRICS_PORT: String(port), ...env });
  const address = `http://127.0.0.1:${port}`;
  const scrape = async () => parse(await (await fetch(`${address}/metrics`)).text());
  const read = async (name: string, labels = "") =>
    (await scrape()).get(name)?.find(([its]) => its === labels)?.[1];
  return { ...server, address, scrape, read };
}

test("metrics count connections, messages and other events of the chat", async () => {
  await using server = await serveWithMetrics({ MESSAGE_RATE: "1", MESSAGE_BURST: "2" });
  await using ada = await Client.connect(server.url);
  await using lin = await Client.connect(server.url, "polling");
  await ada.say("one");
  await ada.say("two");
  await ada.say("three, which is too much");
  await ada.ask("history", { room: "lobby" });
  await ada.ask("made-up", {});
  await lin.message();
  await lin.message();

  expect(await server.read("chuan_messages_accepted_total")).toBe(2);
  expect(await server.read("chuan_deliveries_total")).toBe(2);
  expect(await server.read("chuan_history_pages_total")).toBe(1);
  expect(await server.read("chuan_connections", 'transport="websocket"')).toBe(1);
  expect(await server.read("chuan_connections", 'transport="polling"')).toBe(1);
  expect(await server.read("chuan_refusals_total", 'event="chuan",code="rate_limited"')).toBe(1);
  expect(await server.read("chuan_refusals_total", 'event="other",code="invalid"')).toBe(1);
});

test("metrics count refused requests by reason", async () => {
  await using server = await serveWithMetrics({ CONNECTIONS_PER_ADDRESS: "1" });
  await using _ = await Client.connect(server.url);
  const shake = (headers = {}) =>
    fetch(`${server.url}/socket.io/?EIO=4&transport=polling`, { headers });
  await shake();
  await shake({ Origin: "https://evil.example" });
  await shake({ Origin: "null" });
  expect(await server.read("chuan_requests_refused_total", 'reason="crowded"')).toBe(1);
  expect(await server.read("chuan_requests_refused_total", 'reason="origin"')).toBe(2);
});

test("metrics have durations in seconds", async () => {
  await using server = await serveWithMetrics();
  await using ada = await Client.connect(server.url);
  await ada.say("one");
  for (const name of ["acknowledgement_seconds", "fan_out_seconds", "tail_lag_seconds"]) {
    expect(await server.read(`chuan_${name}_count`)).toBe(1);
    // A local message takes milliseconds: a sum in any other unit would be far beyond.
    expect(await server.read(`chuan_${name}_sum`)).toBeLessThan(5);
  }
  expect(await server.read("chuan_commit_messages_sum")).toBe(1);
});

test("metrics have the memory, processor time and event loop lag of the process", async () => {
  await using server = await serveWithMetrics();
  expect(await server.read("process_resident_memory_bytes")).toBeGreaterThan(10_000_000);
  expect(await server.read("process_cpu_seconds_total")).toBeGreaterThan(0);
  const started = (await server.read("process_start_time_seconds")) ?? 0;
  expect(Math.abs(Date.now() / 1000 - started)).toBeLessThan(3600);
  expect((await server.scrape()).has("chuan_event_loop_lag_seconds_bucket")).toBeTrue();
});

test("metrics count broadcasts by the way they took, and faults, starting from 0", async () => {
  await using server = await serveWithMetrics();
  const ways = [...((await server.scrape()).get("chuan_broadcasts_total") ?? [])];
  expect(ways.map(([labels]) => labels).toSorted()).toEqual(['way="published"', 'way="walked"']);
  expect(await server.read("chuan_backlog_closes_total")).toBe(0);
  expect(await server.read("chuan_database_reconnections_total")).toBe(0);
});

test("metrics are served at /metrics on METRICS_PORT, and nowhere else", async () => {
  await using server = await serveWithMetrics();
  expect((await fetch(`${server.address}/`)).status).toBe(404);
  expect((await fetch(`${server.url}/metrics`)).status).toBe(404);
});

test("metrics are served only on this machine unless METRICS_HOST is set", async () => {
  expect(readConfig({ HOST: "0.0.0.0" }).metricsHost).toBe("127.0.0.1");
  const port = await freePort();
  await using _ = await serve({ METRICS_PORT: String(port), METRICS_HOST: "127.0.0.2" });
  expect((await fetch(`http://127.0.0.2:${port}/metrics`)).status).toBe(200);
  expect(await rejection(fetch(`http://127.0.0.1:${port}/metrics`))).toBeInstanceOf(Error);
});

const docs = (name: string) => Bun.file(`${import.meta.dir}/../../../docs/${name}`);

/** What the dashboard asks Prometheus for. */
async function queries(): Promise<string[]> {
  const { panels } = (await docs("grafana.json").json()) as {
    panels: { targets: { expr: string }[] }[];
  };
  return panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
}

const NUMBER = /\b(?:chuan|process)_\w+/g;
const SAMPLES = /_(bucket|sum|count)$/;

test("the dashboard shows every metric of the server, of the chosen job, and no other", async () => {
  await using server = await serveWithMetrics();
  const text = await (await fetch(`${server.address}/metrics`)).text();
  const announced = new Set(text.matchAll(/^# TYPE (\w+)/gm).map(([, name = ""]) => name));
  const read = new Set<string>();
  for (const query of await queries()) {
    for (const [name] of query.matchAll(NUMBER)) {
      expect(query).toContain(`${name}{job=~"$job"}`);
      read.add(name.replace(SAMPLES, ""));
    }
  }
  // When a process started is for alerts, not for the eye.
  announced.delete("process_start_time_seconds");
  expect([...read].toSorted()).toEqual([...announced].toSorted());
});

test("every metric in docs/operate.md is one that the server has", async () => {
  await using server = await serveWithMetrics();
  const text = await (await fetch(`${server.address}/metrics`)).text();
  const watched = (await docs("operate.md").text()).matchAll(/^\| `(chuan_\w+)/gm);
  const names = watched.map(([, name = ""]) => name).toArray();
  expect(names.length).toBeGreaterThan(5);
  expect(names.filter((name) => !text.includes(`# TYPE ${name} `))).toEqual([]);
});
