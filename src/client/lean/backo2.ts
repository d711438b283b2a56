/** In place of Socket.IO's pauses between attempts: the page connects again by itself (see `connection.ts`). */
export class Backoff {
  attempts = 0;

  reset(): void {}
}
