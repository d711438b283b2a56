/** Metrics of the process. They are our own, because prom-client's read 0 or NaN for Bun's event loop. */
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { mostDescriptors, openDescriptors } from "../descriptors";
import { residentBytes } from "../resident";

/** Milliseconds between two checks of the event loop. */
const LOOK = 100;
const SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Watches the process until the returned function is called. */
export function watchProcess(registry: Registry): () => void {
  const registers = [registry];
  registry.registerMetric(
    new Gauge({
      name: "process_resident_memory_bytes",
      help: "Resident memory.",
      registers: [],
      collect() {
        this.set(residentBytes() ?? NaN);
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: "process_start_time_seconds",
      help: "When the process started, in seconds since 1970.",
      registers: [],
      collect() {
        this.set(Math.round(Date.now() / 1000 - process.uptime()));
      },
    }),
  );
  registry.registerMetric(
    new Counter({
      name: "process_cpu_seconds_total",
      help: "Processor time used, of the user and of the system.",
      registers: [],
      collect() {
        const { user, system } = process.cpuUsage();
        this.reset();
        this.inc((user + system) / 1e6);
      },
    }),
  );
  registerDescriptors(registry);
  const lag = new Histogram({
    name: "chuan_event_loop_lag_seconds",
    help: "How late the event loop runs a timer.",
    buckets: SECONDS,
    registers,
  });
  return watchEventLoop((late) => lag.observe(late / 1000));
}

function registerDescriptors(registry: Registry): void {
  const gauge = (name: string, help: string, read: () => number | undefined) =>
    registry.registerMetric(
      new Gauge({
        name,
        help,
        registers: [],
        collect() {
          this.set(read() ?? Number.NaN);
        },
      }),
    );
  gauge("process_open_fds", "File descriptors in use.", openDescriptors);
  gauge("process_max_fds", "File descriptors that there may be.", mostDescriptors);
}

/** Calls `tell` ten times a second with the milliseconds by which a timer was late. */
function watchEventLoop(tell: (late: number) => void): () => void {
  let due = performance.now() + LOOK;
  const timer = setInterval(() => {
    const now = performance.now();
    tell(Math.max(0, now - due));
    due = now + LOOK;
  }, LOOK);
  timer.unref();
  return () => clearInterval(timer);
}
