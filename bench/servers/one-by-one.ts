/** This server with a log that commits one message after the other, each as durable as in a group. */
import { type Log, openSqliteLog, sqlitePath, storeOfOneMachine } from "../../src/store";
import { readConfig } from "../../src/start/config";
import { createLogger } from "../../src/logging/logger";
import { serve } from "../../src/start/server";

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
const { url } = await serve(storeOfOneMachine(oneByOne(log)), config, logger);
logger.info({ url }, "listening");
