/** The names of Postgres's channels, the same on every machine and in every version. */

/**
 * The channel of a room's notifications. The database's `chuan.channel_of` computes the same. There are 256
 * channels, so that a machine receives few notifications about rooms in which it has nobody.
 */
export function channelOf(room: string): string {
  return `chuan_${new Bun.CryptoHasher("sha256").update(room).digest("hex").slice(0, 2)}`;
}

/** The channel that every machine listens to. It carries only signs of life. */
export const PULSE = "chuan_pulse";

/** Sends a sign of life, without waiting for the disk. */
export const SAY_SOMETHING = `
  SELECT set_config('synchronous_commit', 'off', true), pg_notify('${PULSE}', '')`;
