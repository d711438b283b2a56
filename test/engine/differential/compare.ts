/** Plays programs on two kinds of servers and finds the clients that were sent different packets. */
import { isDeepStrictEqual } from "node:util";
import type { Kind } from "./bound";
import { type Outcome, play } from "./play";
import { type Program, programOf } from "./program";

export interface Difference {
  program: Program;
  /** The clients, by number, and what each of them was sent. */
  clients: { client: number; expected: string[]; received: string[] }[];
}

export interface Comparison {
  played: number;
  published: number;
  walked: number;
  differences: Difference[];
}

/** Programs at the same time: each is mostly waiting. */
const LANES = 4;

/** Plays the programs of `count` seeds from `seed` on, or only as many as it takes to find a difference. */
export async function compare(seed: number, count: number, kind: Kind, { all = true } = {}) {
  const comparison: Comparison = { played: 0, published: 0, walked: 0, differences: [] };
  let next = seed;
  const enough = () => next >= seed + count || (!all && comparison.differences.length > 0);
  const lane = async () => {
    while (!enough()) {
      const program = programOf(next++);
      const received = await played(program, kind);
      add(comparison, program, await played(program, "stock"), received);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return comparison;
}

async function played(program: Program, kind: Kind): Promise<Outcome> {
  try {
    return await play(program, kind);
  } catch (cause) {
    throw new Error(`program ${program.seed} could not be played`, { cause });
  }
}

function add(to: Comparison, program: Program, expected: Outcome, received: Outcome): void {
  to.played += 1;
  to.published += received.counts.published;
  to.walked += received.counts.walked;
  const clients = expected.transcripts
    .map((one, n) => ({ client: n, expected: one, received: received.transcripts[n] ?? [] }))
    .filter((one) => !isDeepStrictEqual(one.expected, one.received));
  if (clients.length > 0) to.differences.push({ program, clients });
}

/** One line on each client that was sent something else, from where it begins. */
export function describeDifference({ program, clients }: Difference): string {
  const lines = clients.map(({ client, expected, received }) => {
    const at = expected.findIndex((packet, n) => packet !== received[n]);
    const n = at === -1 ? expected.length : at;
    return `  client ${client}, packet ${n}: ${shown(received[n])} instead of ${shown(expected[n])}`;
  });
  return [`program ${program.seed} (${JSON.stringify(program.setup)})`, ...lines].join("\n");
}

function shown(packet: string | undefined): string {
  return packet === undefined ? "nothing more" : packet.slice(0, 100);
}
