/** This server with a log that commits one message after the other, each as durable as in a group. */
import { oneMachine } from "../../src/start/backend";
import { readConfig } from "../../src/start/config";
import type { Log } from "../../src/store/log";
import { openSqliteLog } from "../../src/store/sqlite/sqlite-log";
import { createLogger } from "../../src/logging/logger";
import { serve } from "../../src/start/server";
import { sqlitePath } from "../../src/store/location";

function oneByOne(log: Log): Log {
  let last: Promise<unknown> = Promise.resolve();
  return {
    ...log,
    append(draft) {
      const appended = last.then(() => log.append(draft));
      last = appended.catch(() => {});
      return appended;
    },
  };
}

const config = readConfig(process.env);
const logger = createLogger(config.logLevel);
const log = openSqliteLog(sqlitePath(config.store), (error) => logger.error(error));
const { url } = await serve(oneMachine(oneByOne(log)), config, logger);
logger.info({ url }, "listening");
