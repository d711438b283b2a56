/** Metrics whose values other parts of the server keep. */
import { Counter, Gauge, type Registry } from "prom-client";
import type { Log } from "../../store";

/** Values that are read whenever Prometheus reads the metrics. */
export interface Sources {
  /** The connections open now, by transport. */
  connections: () => ReadonlyMap<string, number>;
  /** Broadcasts since the start, by the way they took. */
  broadcasts: () => { published: number; walked: number };
  /** Connections ended for their backlog since the start. */
  backlogCloses: () => number;
  /** Seconds since the start in which no file descriptor was free. */
  descriptorShortages: () => number;
  /** Requests refused since the start, by reason. */
  refusedRequests: () => Readonly<Record<string, number>>;
  /** Reconnections to the database's notifications since the start. */
  reconnections: () => number;
  /** Whether writes to the store succeed. */
  writes: Log["writes"];
  /** Free bytes on the store's disk; undefined if this machine cannot know. */
  freeBytes: () => number | undefined;
  /** Bytes of all files, and how often there was no room for one since the start; undefined where no files are taken. */
  files: () => { bytes: number; refused: number } | undefined;
}

/** Adds the metrics of the sources to a registry. */
export function watchSources(registry: Registry, sources: Sources): void {
  registry.registerMetric(
    new Gauge({
      name: "chuan_connections",
      help: "Connections open now, by transport.",
      labelNames: ["transport"],
      registers: [],
      collect() {
        const open = sources.connections();
        for (const transport of ["websocket", "polling"])
          this.set({ transport }, open.get(transport) ?? 0);
      },
    }),
  );
  registry.registerMetric(
    new Counter({
      name: "chuan_broadcasts_total",
      help: "Broadcasts: published natively at once, or walked from socket to socket.",
      labelNames: ["way"],
      registers: [],
      collect() {
        this.reset();
        for (const [way, count] of Object.entries(sources.broadcasts())) this.inc({ way }, count);
      },
    }),
  );
  registry.registerMetric(
    new Counter({
      name: "chuan_backlog_closes_total",
      help: "Connections ended because they did not read what they were sent.",
      registers: [],
      collect() {
        this.reset();
        this.inc(sources.backlogCloses());
      },
    }),
  );
  registry.registerMetric(
    new Counter({
      name: "chuan_descriptor_shortages_total",
      help: "Seconds in which no file descriptor was free, so that no new connection was accepted.",
      registers: [],
      collect() {
        this.reset();
        this.inc(sources.descriptorShortages());
      },
    }),
  );
  registry.registerMetric(
    new Counter({
      name: "chuan_requests_refused_total",
      help: "Refused requests, by reason.",
      labelNames: ["reason"],
      registers: [],
      collect() {
        this.reset();
        for (const [reason, count] of Object.entries(sources.refusedRequests()))
          this.inc({ reason }, count);
      },
    }),
  );
  registry.registerMetric(
    new Counter({
      name: "chuan_database_reconnections_total",
      help: "Reconnections to the database's notifications.",
      registers: [],
      collect() {
        this.reset();
        this.inc(sources.reconnections());
      },
    }),
  );
  registerStore(registry, sources);
  registerFiles(registry, sources);
}

function registerFiles(registry: Registry, { files }: Sources): void {
  registry.registerMetric(
    new Gauge({
      name: "chuan_files_bytes",
      help: "Bytes of all files.",
      registers: [],
      collect() {
        this.set(files()?.bytes ?? 0);
      },
    }),
  );
  registry.registerMetric(
    new Counter({
      name: "chuan_files_full_total",
      help: "Uploads refused since the start because there was no room for more files.",
      registers: [],
      collect() {
        this.reset();
        this.inc(files()?.refused ?? 0);
      },
    }),
  );
}

function registerStore(registry: Registry, { writes, freeBytes }: Sources): void {
  registry.registerMetric(
    new Gauge({
      name: "chuan_store_writable",
      help: "1 when the last write to the store succeeded, else 0.",
      registers: [],
      collect() {
        this.set(writes.isPossible ? 1 : 0);
      },
    }),
  );
  registry.registerMetric(
    new Counter({
      name: "chuan_store_write_failures_total",
      help: "Writes to the store that failed since the start.",
      registers: [],
      collect() {
        this.reset();
        this.inc(writes.failed);
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: "chuan_store_free_bytes",
      help: "Bytes free where the embedded store is.",
      labelNames: ["store"],
      registers: [],
      collect() {
        const free = freeBytes();
        if (free === undefined) this.reset();
        else this.set({ store: "sqlite" }, free);
      },
    }),
  );
}
