/** Listens on an address of this machine. Throws an error with its settings when that fails. */
export function listen<Server>(
  prefix: "" | "METRICS_",
  hostname: string,
  port: number,
  serveOn: (address: { hostname: string; port: number }) => Server,
): Server {
  try {
    return serveOn({ hostname, port });
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new Error(
      `${prefix}HOST is ${JSON.stringify(hostname)} and ${prefix}PORT is ${port}, where it cannot listen (${said}): is that an address of this machine, and the port free?`,
      { cause: error },
    );
  }
}
