/** By which names the server knows itself, and what its log says of those who ask for another. */
import { hostname } from "node:os";
import type { Logger } from "pino";
import type { Config } from "./config";
import type { EngineOptions } from "../engine";
import { once, oncePerName } from "../logging/throttle";
import { createRequestFilter, type RequestFilter } from "../http/request-filter";
import { machineNames, ownHosts } from "../http/hosts";

/** Characters of what a request says that are said in the log. */
const SAID = 300;

/** The door before `fetch`, which knows the server by the names that its configuration and its machine have. */
export function filterRequests(
  fetch: RequestFilter["fetch"],
  config: Config,
  logger: Logger,
): RequestFilter {
  const { publicUrls, trustedProxy: trusted, flyNames } = config;
  const named = publicUrls.map((url) => new URL(url).hostname);
  return createRequestFilter(fetch, {
    isOwnHost: ownHosts([...named, ...flyNames, ...machineNames(hostname()), config.host]),
    ownOrigins: publicUrls,
    trusted,
    onForeignHost: oncePerName((host) =>
      logger.warn(
        { host },
        "refused what was asked of this host: if the name is this server's own, set PUBLIC_URL to the address under which people open it; behind a proxy, let the proxy pass on Host, and set TRUSTED_PROXY",
      ),
    ),
    onUntrustedHeader: once((header: string) =>
      logger.warn(
        { header },
        `a request has ${header}, as a proxy would set it, and TRUSTED_PROXY is not set: if there is a proxy, everybody behind it counts as one address, so set TRUSTED_PROXY to the header that it sets itself`,
      ),
    ),
  });
}

/** Says of which pages nobody was let in. Behind a proxy that changes the Host, these are the server's own. */
export function warnOfForeignPages(logger: Logger): NonNullable<EngineOptions["onForeignOrigin"]> {
  const warn = oncePerName((origin, host: string) =>
    logger.warn(
      { origin, host },
      "a page of this origin was refused: if it is this server's own, behind a proxy, set PUBLIC_URL to the origin, or let the proxy pass on Host (nginx: proxy_set_header Host $http_host); if it is a friend's, add it to ALLOWED_ORIGINS",
    ),
  );
  return (origin, host) => {
    // No setting lets a page in that does not say where it comes from.
    if (origin === "null") return;
    // Both can be as long as a header.
    warn(origin.slice(0, SAID), host.slice(0, SAID));
  };
}
