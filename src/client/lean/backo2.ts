/** In place of Socket.IO's pauses between attempts: `connection.ts` reconnects by itself. */
export class Backoff {
  attempts = 0;

  reset(): void {}
}
