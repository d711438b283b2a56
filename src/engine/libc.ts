/** The C library of Linux, which `bun:ffi` opens for what neither Bun nor Node can do. */
import { readdirSync } from "node:fs";

export const LIBC = "libc.so.6";

/** The numbers of the file descriptors that this process has open, and a few that it has just closed. Throws where the system does not tell. */
export function descriptorNumbers(): number[] {
  return readdirSync("/proc/self/fd").map(Number);
}
