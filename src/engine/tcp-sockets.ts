/**
 * What the system knows of this process's TCP connections, where neither Bun nor Node tells it: Linux only. `bun:ffi` calls
 * getpeername(2), getsockopt(2) with TCP_INFO of tcp(7), and ioctl(2) with FIONREAD.
 */
import { dlopen } from "bun:ffi";
import { addressOf } from "./addresses";
import { LIBC, descriptorNumbers } from "./libc";

export interface TcpSockets {
  /** Of each connection whose peer is among these: its value, and how many bytes the process has read from it. */
  read<Value>(peers: ReadonlyMap<string, Value>): [Value, number][];
}

const [IPPROTO_TCP, TCP_INFO, FIONREAD] = [6, 11, 0x541b];
const [AF_INET, AF_INET6] = [2, 10];
/** Bytes of `struct sockaddr_in6`, and of `struct tcp_info` up to the end of `tcpi_bytes_received`. */
const [SOCKADDR, INFO] = [28, 136];
const RECEIVED_AT = 128;
/** Where /proc/self/fd cannot be read, numbers are tried one by one: after so many that are no TCP connection the search ends. */
const GAP = 4096;

/** The other end of a TCP connection, in one way. */
export function peerOf(address: string, port: number): string {
  return `${address} ${port}`;
}

/** Where the system has no such functions, no connection is found. */
export function openTcpSockets(): TcpSockets {
  try {
    return createTcpSockets(open());
  } catch {
    return { read: () => [] };
  }
}

function open() {
  return dlopen(LIBC, {
    getpeername: { args: ["i32", "ptr", "ptr"], returns: "i32" },
    getsockopt: { args: ["i32", "i32", "i32", "ptr", "ptr"], returns: "i32" },
    ioctl: { args: ["i32", "u64", "ptr"], returns: "i32" },
  }).symbols;
}

function createTcpSockets(libc: ReturnType<typeof open>): TcpSockets {
  const [address, info] = [new Uint8Array(SOCKADDR), new Uint8Array(INFO)];
  const [addressView, infoView] = [new DataView(address.buffer), new DataView(info.buffer)];
  const [length, unread] = [new Uint32Array(1), new Int32Array(1)];

  function peerAt(descriptor: number): string | undefined {
    length[0] = SOCKADDR;
    const failed = libc.getpeername(descriptor, address, length);
    return failed ? undefined : peerIn(addressView);
  }

  function readFrom(descriptor: number): number {
    length[0] = INFO;
    // In this order: what arrives in between counts as unread.
    if (libc.getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, info, length)) return 0;
    if (length[0] < INFO || libc.ioctl(descriptor, FIONREAD, unread)) return 0;
    return Number(infoView.getBigUint64(RECEIVED_AT, true)) - (unread[0] ?? 0);
  }

  function* numbers(): Iterable<number> {
    for (let number = 0, last = 0; number - last < GAP; number += 1) {
      if (peerAt(number) !== undefined) last = number;
      yield number;
    }
  }

  function descriptors(): Iterable<number> {
    try {
      return descriptorNumbers();
    } catch {
      return numbers();
    }
  }

  return {
    read<Value>(peers: ReadonlyMap<string, Value>) {
      const found: [Value, number][] = [];
      for (const descriptor of descriptors()) {
        const peer = peerAt(descriptor);
        if (peer === undefined) continue;
        const value = peers.get(peer);
        if (value !== undefined) found.push([value, readFrom(descriptor)]);
        if (found.length === peers.size) break;
      }
      return found;
    },
  };
}

/** The address and the port in a `struct sockaddr_in` or `sockaddr_in6`. */
function peerIn(address: DataView): string | undefined {
  const family = address.getUint16(0, true);
  const port = address.getUint16(2);
  if (family === AF_INET)
    return peerOf([4, 5, 6, 7].map((at) => address.getUint8(at)).join("."), port);
  if (family !== AF_INET6) return undefined;
  return peerOf(
    addressOf([8, 10, 12, 14, 16, 18, 20, 22].map((at) => address.getUint16(at))),
    port,
  );
}
