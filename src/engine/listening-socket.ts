/**
 * The socket on which a server listens, where Bun gives no access to it: Linux only. `bun:ffi` calls functions of socket(7), and
 * dup3(2).
 */
import { dlopen } from "bun:ffi";
import { LIBC, descriptorNumbers } from "./libc";

export interface ListeningSocket {
  /** From now on Bun finds no connection to accept: those that come wait. */
  pause(): void;
  /** To be called in the same turn of the event loop, or the next: Bun would go on looking in vain. */
  resume(): void;
}

/** Options of a socket, and the bytes of what they are. */
const [SOL_SOCKET, SO_ACCEPTCONN, SO_COOKIE] = [1, 30, 57];
const [INTEGER, COOKIE] = [4, 8];
const [AF_INET, SOCK_STREAM, CLOSE_ON_EXEC] = [2, 1, 0o2000000];
/** Bytes of `struct sockaddr_in6`, and where its port is, as in `struct sockaddr_in`. */
const [SOCKADDR, PORT_AT] = [28, 2];
const [DUPLICATE_CLOSING_ON_EXEC, FAILED] = [1030, -1];

/** The socket of this process that listens on a port. Undefined where there is none, or the system has no such functions. */
export function openListeningSocket(port: number): ListeningSocket | undefined {
  try {
    return createListeningSocket(port, open());
  } catch {
    return undefined;
  }
}

function open() {
  return dlopen(LIBC, {
    close: { args: ["i32"], returns: "i32" },
    dup3: { args: ["i32", "i32", "i32"], returns: "i32" },
    fcntl: { args: ["i32", "i32", "i32"], returns: "i32" },
    getsockname: { args: ["i32", "ptr", "ptr"], returns: "i32" },
    getsockopt: { args: ["i32", "i32", "i32", "ptr", "ptr"], returns: "i32" },
    socket: { args: ["i32", "i32", "i32"], returns: "i32" },
  }).symbols;
}

function createListeningSocket(
  port: number,
  libc: ReturnType<typeof open>,
): ListeningSocket | undefined {
  const [length, integer, cookie] = [new Uint32Array(1), new Int32Array(1), new BigUint64Array(1)];
  const address = new Uint8Array(SOCKADDR);
  const addressView = new DataView(address.buffer);
  const descriptor = descriptorNumbers().find(isListening);
  if (descriptor === undefined) return undefined;
  const own: number = descriptor;
  /** While it is paused: a second descriptor of the listening socket, and the cookie of the socket that has taken its place. */
  let paused: { kept: number; cookie: bigint | undefined } | undefined;

  function isListening(number: number): boolean {
    length[0] = INTEGER;
    if (libc.getsockopt(number, SOL_SOCKET, SO_ACCEPTCONN, integer, length)) return false;
    length[0] = SOCKADDR;
    return (
      integer[0] === 1 &&
      libc.getsockname(number, address, length) === 0 &&
      addressView.getUint16(PORT_AT) === port
    );
  }

  /** What no other socket has, however often its descriptor is used again. */
  function cookieOf(number: number): bigint | undefined {
    length[0] = COOKIE;
    return libc.getsockopt(number, SOL_SOCKET, SO_COOKIE, cookie, length) ? undefined : cookie[0];
  }

  return {
    // Another socket, on which nobody listens, takes its descriptor: accepting fails, as if no connection had come.
    pause() {
      if (paused || !isListening(own)) return;
      const kept = libc.fcntl(own, DUPLICATE_CLOSING_ON_EXEC, 0);
      const other = libc.socket(AF_INET, SOCK_STREAM | CLOSE_ON_EXEC, 0);
      if (kept !== FAILED && other !== FAILED && libc.dup3(other, own, CLOSE_ON_EXEC) !== FAILED)
        paused = { kept, cookie: cookieOf(own) };
      else if (kept !== FAILED) libc.close(kept);
      if (other !== FAILED) libc.close(other);
    },

    resume() {
      if (!paused) return;
      // A server that has stopped meanwhile has closed its descriptor, which may be another file's by now.
      if (cookieOf(own) === paused.cookie) libc.dup3(paused.kept, own, CLOSE_ON_EXEC);
      libc.close(paused.kept);
      paused = undefined;
    },
  };
}
