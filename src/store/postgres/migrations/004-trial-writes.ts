/**
 * The row that is written to find out whether the store can be written to (H43). Its bytes are not compressed,
 * so that the write needs as much room as messages do.
 */
export const createPostgresTrial = `
CREATE TABLE IF NOT EXISTS chuan.trial (bytes bytea NOT NULL);
ALTER TABLE chuan.trial ALTER COLUMN bytes SET STORAGE EXTERNAL;
INSERT INTO chuan.trial SELECT '' WHERE NOT EXISTS (SELECT FROM chuan.trial);
`;
