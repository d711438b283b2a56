/** One end of a way that bytes go: what its socket cannot take at once waits. */
import type { Socket } from "bun";

export class SocketEnd {
  #socket: Socket<unknown> | undefined;
  #waiting: Buffer[] = [];
  #isEnded = false;

  /** Its port on this machine; 0 before it is open. */
  get port(): number {
    return this.#socket?.localPort ?? 0;
  }

  /** The socket is there. It does not keep the process running. */
  open(socket: Socket<unknown>): void {
    this.#socket = socket;
    socket.unref();
    socket.setNoDelay(true);
    this.flush();
  }

  write(bytes: Buffer): void {
    if (this.#isEnded) return;
    this.#waiting.push(bytes);
    if (this.#waiting.length === 1) this.flush();
  }

  /** Writes what waits, when the socket takes more. */
  flush(): void {
    if (!this.#socket) return;
    for (let first = this.#waiting[0]; first; first = this.#waiting[0]) {
      const written = this.#socket.write(first);
      if (written < first.length) {
        this.#waiting[0] = first.subarray(Math.max(0, written));
        return;
      }
      this.#waiting.shift();
    }
    if (this.#isEnded) this.#socket.end();
  }

  /** Ends it after what waits. */
  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.flush();
  }
}
