/** A server whose log has a fault, for the checker to find: the process that `PLANTED` describes. */
import { openSqlite, sqlitePath, storeOfOneMachine } from "../../src/store";
import { assetsOf } from "../../src/http/assets";
import { readConfig } from "../../src/start/config";
import { createLogger } from "../../src/logging/logger";
import { serve } from "../../src/start/server";
import { MESSAGE_FAULTS } from "./planted-messages";

const config = readConfig(process.env);
const logger = createLogger(config.logLevel);
const { log, ...people } = openSqlite(sqlitePath(config.store), (error) => logger.error(error));
const fault = MESSAGE_FAULTS[process.env["PLANTED"] as keyof typeof MESSAGE_FAULTS];
const store = storeOfOneMachine(
  fault(log, () => {}),
  people,
);
// Nobody loads a page of it, and to bundle one is most of a start.
const assets = assetsOf([["/index.html", new Blob()]]);
const { url } = await serve(store, config, logger, { assets });
logger.info({ url }, "listening");
