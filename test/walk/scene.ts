/** What every step of the walk has: the people, the server, and checks that say where they failed. */
import type { serveInProcess } from "../support/process";
import type { Client } from "../support/client";
import type { Person } from "./person";

export interface Scene {
  ada: Person;
  /** Somebody at another client. */
  lin: Client;
  server: Awaited<ReturnType<typeof serveInProcess>>;
  /** Keeps a picture of the page, if pictures are wanted. */
  picture: (of: string) => Promise<void>;
}

export type Step = [what: string, act: (scene: Scene) => Promise<void>];

/** Messages in the room `archive`: more than what is fetched at once, and than what is in the page at once. */
export const HISTORY = 260;

/** Throws `what` unless it holds. */
export function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

/** Throws the flaws found at `where`, if there are any. */
export function nothing(flaws: readonly string[], where: string): void {
  must(flaws.length === 0, `${where}: ${flaws.join("\n")}`);
}
