/** Answers requests: the limits and filters that each passes, and the routes. */
import type { Logger } from "pino";
import type { OpenChat } from "../chat/chat";
import { closeAfterLast, type Engine } from "../engine";
import { type App, createApp } from "../http/app";
import type { Assets } from "../http/assets";
import { createReadInTurn } from "../http/file-turns";
import { refuseBody, serveFiles } from "../http/files";
import { secureDocument } from "../http/headers";
import { serveIcon } from "../http/icon";
import { serveInvitations } from "../http/invitation";
import type { RequestFilter } from "../http/request-filter";
import type { Config } from "./config";
import { allowedOriginsOf } from "./engine";
import { filterRequests } from "./own-names";
import type { Proxies } from "./proxies";

/** How many times larger than a file may be an upload is still answered with words: Bun only ends its connection. */
const REFUSED = 4;

export interface RequestParts {
  engine: Engine;
  chat: OpenChat;
  assets: Assets;
  config: Config;
  logger: Logger;
  proxies: Proxies;
  /** Whether the server is stopping. */
  leaving: () => boolean;
  /** Whether the store works and the server takes new connections. */
  ready: () => Promise<boolean>;
}

export interface Requests extends App {
  /** For all routes. Each of them refuses what is more than it takes itself, so that it can say so. */
  maxRequestBodySize: number;
  /** How many requests the filter has refused, by reason. */
  refused: RequestFilter["refused"];
}

export function createRequests(parts: RequestParts): Requests {
  const { engine, chat, assets, config, logger, proxies, leaving, ready } = parts;
  const origins = {
    allowedOrigins: allowedOriginsOf(config),
    addressHeader: config.trustedProxy,
  };
  const readInTurn = createReadInTurn(config.trustedProxy, engine.idleTimeout);
  const app = createApp({
    engine,
    invitations: serveInvitations({ answer: chat.answerInvitation, ...origins }),
    icon: serveIcon(chat.files, readInTurn),
    files: serveFiles({ files: chat.files, readInTurn, ...origins }),
    assets,
    logger,
    leaving,
    machine: config.fly?.machine,
    ready,
  });
  const filter = filterRequests(app.fetch, config, logger, proxies);
  return {
    fetch: closeAfterLast((request, server) => {
      const refusal =
        engine.limitRequests(request, server) ?? refuseBody(request, engine.maxRequestBodySize);
      return refusal ? secureDocument(refusal, request) : filter.fetch(request, server);
    }),
    error: app.error,
    maxRequestBodySize: engine.maxRequestBodySize + (chat.files ? REFUSED * config.fileBytes : 0),
    refused: filter.refused,
  };
}
