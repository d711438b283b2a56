/** For a container's health check: exit code 0 if the server beside it answers. */
import { readConfig } from "../config";

const { port } = readConfig(process.env);
const answer = await fetch(`http://127.0.0.1:${port}/healthz`, {
  signal: AbortSignal.timeout(2000),
}).catch(() => undefined);
process.exitCode = answer?.ok ? 0 : 1;
