/** For a container's health check: exit code 0 if the server in the container answers, else 1 and the reason. */
import { localUrl } from "../local-url";
import { readConfig } from "../config";

try {
  const { host, port } = readConfig(process.env);
  const url = `${localUrl(host, port)}/healthz`;
  const { ok, status } = await fetch(url, { signal: AbortSignal.timeout(2000) });
  if (!ok) throw new Error(`${url} answers ${status}`);
} catch (error) {
  process.stderr.write(`health: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
