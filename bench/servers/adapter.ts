/** The tutorial's chat as it comes, on several machines by one of Socket.IO's own adapters, which store nothing. */
import { Server as BunEngine } from "@socket.io/bun-engine";
import { createAdapter as postgresAdapter } from "@socket.io/postgres-adapter";
import { createAdapter as redisAdapter } from "@socket.io/redis-streams-adapter";
import { Pool } from "pg";
import { createClient } from "redis";
import { Server } from "socket.io";
import { serveTutorial } from "./tutorial";

const url = process.env["ADAPTER_URL"] ?? "";

async function adapter() {
  if (url.startsWith("redis:")) return redisAdapter(await createClient({ url }).connect());
  const pool = new Pool({ connectionString: url });
  // For packets above 8,000 bytes, as its README has it.
  await pool.query(
    "CREATE TABLE IF NOT EXISTS socket_io_attachments (id bigserial UNIQUE, created_at timestamptz DEFAULT now(), payload bytea)",
  );
  return postgresAdapter(pool);
}

const io = new Server({ serveClient: false, adapter: await adapter() });
const engine = new BunEngine({ path: "/socket.io/" });
io.bind(engine);
serveTutorial(io);
const server = Bun.serve({ port: 0, hostname: "127.0.0.1", ...engine.handler() });
console.log(server.url.origin);
