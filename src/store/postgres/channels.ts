/** The names of Postgres's channels, the same on every machine and in every version. */

/**
 * The channel on which everything about a room is said; the database's `chuan.channel_of` says the
 * same. There are 256: of what concerns none of its rooms, a machine hears a small part.
 */
export function channelOf(room: string): string {
  return `chuan_${new Bun.CryptoHasher("sha256").update(room).digest("hex").slice(0, 2)}`;
}

/** The channel that every machine listens to, on which nothing is said but that somebody is there. */
export const PULSE = "chuan_pulse";

/** Says it. Nobody has to wait until that is on disk. */
export const SAY_SOMETHING = `
  SELECT set_config('synchronous_commit', 'off', true), pg_notify('${PULSE}', '')`;
