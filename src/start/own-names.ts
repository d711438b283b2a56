/** The host names that are this server's own, and the log lines about requests for others or from foreign pages. */
import { hostname } from "node:os";
import type { Logger } from "pino";
import type { Config } from "./config";
import type { EngineOptions } from "../engine";
import type { Proxies } from "./proxies";
import { once, oncePerName } from "../logging/throttle";
import { createRequestFilter, type RequestFilter } from "../http/request-filter";
import { machineNames, ownHosts } from "../http/hosts";

/** Characters of a header that are logged at most. */
const LOGGED_LENGTH = 300;

/** The request filter before `fetch`, with the host names of the configuration and of the machine. */
export function filterRequests(
  fetch: RequestFilter["fetch"],
  config: Config,
  logger: Logger,
  proxies: Proxies,
): RequestFilter {
  const { publicUrls, trustedProxy: trusted, flyNames } = config;
  const warnOfHeader = once((header: string) =>
    logger.warn(
      { header },
      `a request has the header ${header}, which proxies set, but TRUSTED_PROXY is not set: if there is a proxy, all of its clients count as one address, so set TRUSTED_PROXY to the header that it sets`,
    ),
  );
  const named = publicUrls.map((url) => new URL(url).hostname);
  return createRequestFilter(fetch, {
    isOwnHost: ownHosts([...named, ...flyNames, ...machineNames(hostname()), config.host]),
    ownOrigins: publicUrls,
    trusted,
    onForeignHost: oncePerName((host) =>
      logger.warn(
        { host },
        "refused a request for this host: if it is this server's own name, set PUBLIC_URL to the address under which people open it; behind a proxy, let the proxy pass on Host, and set TRUSTED_PROXY",
      ),
    ),
    onUntrustedHeader(header, address) {
      proxies.note(address);
      warnOfHeader(header);
    },
  });
}

/** Logs the origins of refused pages. Behind a proxy that changes the Host, these are the server's own pages. */
export function warnOfForeignPages(logger: Logger): NonNullable<EngineOptions["onForeignOrigin"]> {
  const warn = oncePerName((origin, host: string) =>
    logger.warn(
      { origin, host },
      "refused a page of this origin: if it is this server's own, behind a proxy, set PUBLIC_URL to the origin, or let the proxy pass on Host (nginx: proxy_set_header Host $http_host); if it is a friend's, add it to ALLOWED_ORIGINS",
    ),
  );
  return (origin, host) => {
    // No setting can allow a page without an origin.
    if (origin === "null") return;
    // Both can be as long as a header may be.
    warn(origin.slice(0, LOGGED_LENGTH), host.slice(0, LOGGED_LENGTH));
  };
}
