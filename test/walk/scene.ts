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

/** What the steps of two people on a server by invitation have. */
export interface Shared {
  ada: Person;
  /** Somebody whose browser speaks Arabic. */
  noor: Person;
  /** The link that makes somebody the server's owner. */
  ownersLink: string;
  picture: Scene["picture"];
}

/** What the steps of one person on two devices have. */
export interface Two {
  ada: Person;
  /** The second device, in another engine, in Arabic. */
  desk: Person;
  /** Somebody else, at another client. */
  lin: Client;
  /** Makes a link that gives the person of an id a new key. */
  rekeyLink: (from: string) => Promise<string>;
  picture: Scene["picture"];
}

export type Step<Around = Scene> = [what: string, act: (scene: Around) => Promise<void>];

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
