/**
 * Every key that a fly.toml may have, as flyctl's own configuration structs name them. A table is an
 * object; a table that may also be written several times is an object in a list; `true` is a value.
 */
export type Keys = { [key: string]: true | Keys | [Keys] };

const check: Keys = {
  interval: true,
  timeout: true,
  grace_period: true,
  method: true,
  path: true,
  protocol: true,
  tls_skip_verify: true,
  tls_server_name: true,
  headers: true,
};

const concurrency: Keys = { type: true, soft_limit: true, hard_limit: true };

const mount: Keys = {
  source: true,
  destination: true,
  initial_size: true,
  snapshot_retention: true,
  scheduled_snapshots: true,
  auto_extend_size_threshold: true,
  auto_extend_size_increment: true,
  auto_extend_size_limit: true,
  processes: true,
};

export const FLY_KEYS: Keys = {
  app: true,
  primary_region: true,
  kill_signal: true,
  kill_timeout: true,
  swap_size_mb: true,
  console_command: true,
  host_dedication_id: true,
  env: true,
  processes: true,
  build: { dockerfile: true, image: true, ignorefile: true, "build-target": true, args: true },
  deploy: {
    strategy: true,
    max_unavailable: true,
    wait_timeout: true,
    release_command: true,
    release_command_timeout: true,
    release_command_vm: true,
    seed_command: true,
  },
  http_service: {
    internal_port: true,
    force_https: true,
    auto_stop_machines: true,
    auto_start_machines: true,
    min_machines_running: true,
    processes: true,
    concurrency,
    tls_options: { alpn: true, versions: true, default_self_signed: true },
    http_options: {
      compress: true,
      h2_backend: true,
      idle_timeout: true,
      headers_read_timeout: true,
      response: true,
    },
    checks: [check],
  },
  checks: true,
  mounts: mount,
  vm: [
    {
      size: true,
      memory: true,
      cpu_kind: true,
      cpus: true,
      memory_mb: true,
      max_memory_mb: true,
      persist_rootfs: true,
      kernel_args: true,
      processes: true,
    },
  ],
  metrics: { port: true, path: true, https: true, processes: true },
  restart: [{ policy: true, retries: true, processes: true }],
};
