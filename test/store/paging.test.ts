import { setDefaultTimeout } from "bun:test";
import { openSqliteLog } from "../../src/store/sqlite/sqlite-log";
import { pagingContract, plantedFaults } from "./contract-paging";
import { postgresStore } from "./postgres-machines";

setDefaultTimeout(60_000);

const inMemory = () =>
  Promise.resolve({
    open: () => Promise.resolve(openSqliteLog(":memory:", () => {})),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });

pagingContract("the SQLite store", inMemory, 20);
plantedFaults(inMemory);
pagingContract("the Postgres log", postgresStore, 2);
