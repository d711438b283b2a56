/** The row that is written to find out whether the store can be written to (H43). */
export const createSqliteTrial =
  "CREATE TABLE IF NOT EXISTS trial (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT";
