/** Serves the metrics to Prometheus on a port of their own, which no public service exposes. */
import type { Registry } from "prom-client";

export interface MetricsServer {
  url: string;
  stop: () => Promise<void>;
}

/** Serves the metrics at `/metrics`. Throws when the address is in use. */
export function serveMetrics(registry: Registry, hostname: string, port: number): MetricsServer {
  const server = Bun.serve({
    hostname,
    port,
    routes: {
      "/metrics": {
        GET: async () =>
          new Response(await registry.metrics(), {
            headers: { "Content-Type": registry.contentType },
          }),
      },
    },
    fetch: () => new Response("the numbers are at /metrics\n", { status: 404 }),
    // In development mode, Bun answers an error with the program's text.
    development: false,
  });
  return { url: `${server.url.origin}/metrics`, stop: () => server.stop(true) };
}
