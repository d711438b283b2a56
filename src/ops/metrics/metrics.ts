/** The metrics of a server, as Prometheus reads them: https://prometheus.io/docs/practices/naming/ */
import { Counter, Histogram, Registry } from "prom-client";
import type { Measurements } from "../../chat/measurements";
import { requests } from "../../protocol/schemas";
import { type Sources, watchSources } from "./sources";

export interface Metrics {
  registry: Registry;
  measurements: Measurements;
  /** Counts the messages that a commit made durable. */
  committed: (messages: number) => void;
  /** Counts an uncaught error. */
  faulted: () => void;
  /** A picture was encoded or refused, so many milliseconds after its encoder began. */
  pictureMade: (after: number, isWell: boolean) => void;
  /** Adds the metrics of `Sources`. */
  watch: (sources: Sources) => void;
}

/** Seconds, from what feels immediate to what feels broken. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const GROUPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
/** All events of other names count as one: names that clients invent must not become series. */
const EVENTS = new Set([...Object.keys(requests), "files"]);

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  const histogram = (name: string, help: string, buckets = SECONDS) =>
    new Histogram({ name, help, buckets, registers });

  const accepted = counter("chuan_messages_accepted_total", "Messages stored and acknowledged.");
  const delivered = counter("chuan_deliveries_total", "Messages given to a connection each.");
  const faults = counter("chuan_faults_total", "Uncaught errors; each is in the log.");
  const pages = counter("chuan_history_pages_total", "Pages of history read.");
  const refused = new Counter({
    name: "chuan_refusals_total",
    help: "Events refused, by event and code.",
    labelNames: ["event", "code"],
    registers,
  });
  const acts = new Counter({
    name: "chuan_acts_total",
    help: "What people did to keep order, by act.",
    labelNames: ["act"],
    registers,
  });
  const reports = counter("chuan_reports_total", "Messages reported, each once a person.");
  const files = counter("chuan_files_received_total", "Files received by upload.");
  const fileBytes = counter("chuan_file_bytes_received_total", "Bytes of the files received.");
  const pictures = new Histogram({
    name: "chuan_picture_seconds",
    help: "From the beginning of a picture's encoder to its end; refused: it took too much time or memory.",
    labelNames: ["outcome"],
    buckets: SECONDS,
    registers,
  });
  const acknowledgement = histogram(
    "chuan_acknowledgement_seconds",
    "From a message's arrival to its acknowledgement.",
  );
  const fanOut = histogram(
    "chuan_fan_out_seconds",
    "From a message's arrival to its delivery on the same machine.",
  );
  const tailLag = histogram(
    "chuan_tail_lag_seconds",
    "From a message's time to its delivery on this machine, by this machine's clock.",
  );
  const commits = histogram(
    "chuan_commit_messages",
    "Messages that one commit made durable.",
    GROUPS,
  );

  return {
    registry,
    measurements: {
      acknowledged(after) {
        accepted.inc();
        acknowledgement.observe(after / 1000);
      },
      passedOn(receivers, afterStored) {
        delivered.inc(receivers);
        // Another machine's clock may be ahead of this one's.
        tailLag.observe(Math.max(0, afterStored) / 1000);
      },
      fannedOut: (after) => fanOut.observe(after / 1000),
      refused: (event, code) => refused.inc({ event: EVENTS.has(event) ? event : "other", code }),
      acted: (act) => acts.inc({ act }),
      reported: () => reports.inc(),
      pageRead: () => pages.inc(),
      received(bytes) {
        files.inc();
        fileBytes.inc(bytes);
      },
    },
    committed: (messages) => commits.observe(messages),
    faulted: () => faults.inc(),
    pictureMade: (after, isWell) =>
      pictures.observe({ outcome: isWell ? "made" : "refused" }, after / 1000),
    watch: (sources) => watchSources(registry, sources),
  };
}
