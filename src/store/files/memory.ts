/** The bytes of files in memory, for a store that is kept nowhere. */
import type { Bytes, Stored } from "./bytes";
import type { Variant } from "./files";

const nameOf = (id: string, variant: Variant) => `${variant} ${id}`;

export function createBytesInMemory(): Bytes {
  const kept = new Map<string, { stored: Stored; bytes: Uint8Array }>();

  return {
    async receive(id, variant) {
      const parts: Uint8Array[] = [];
      return {
        async write(bytes) {
          parts.push(bytes.slice());
        },
        async keep() {
          kept.set(nameOf(id, variant), { stored: { id, variant }, bytes: Buffer.concat(parts) });
        },
        async drop() {
          parts.length = 0;
          kept.delete(nameOf(id, variant));
        },
      };
    },
    async piece(id, variant, start, length) {
      return kept.get(nameOf(id, variant))?.bytes.slice(start, start + length);
    },
    has: async (id, variant) => kept.has(nameOf(id, variant)),
    async remove(id, variant) {
      kept.delete(nameOf(id, variant));
    },
    async *all() {
      yield { prefix: "", stored: [...kept.values()].map(({ stored }) => stored) };
    },
    prefixLength: 0,
  };
}
