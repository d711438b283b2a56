/** People who come to the machines of a test, and what they are in its rooms. */
import type { Rank, Reply } from "../../src/protocol";
import { Client } from "../support/client";
import { keyOf, person, wordOf } from "./cast";
import { decree, type World } from "./world";

/** Somebody with a key, who has come in. */
export async function come(world: World, name: string, auth: object = {}): Promise<Client> {
  const client = await Client.connect(world.url, "websocket", { name, key: keyOf(name), ...auth });
  await client.next("dixiu");
  return client;
}

/** The word for the answer, as it stands in a table. */
export const word = async (client: Client, event: string, ...args: unknown[]) =>
  wordOf(JSON.stringify(await client.ask(event, ...args)));

/** The answer, which must be `ok`. */
export async function got<T extends object>(answer: Promise<unknown>): Promise<T> {
  const reply = (await answer) as Reply<T>;
  if (!reply.ok) throw new Error(`${reply.error.code}: ${reply.error.message}`);
  return reply;
}

/** Gives ranks in a room, or takes them, as if that had come about in time. */
export const give = (world: World, room: string, ranks: Record<string, Rank | undefined>) =>
  decree(world, {
    members: Object.entries(ranks).map(([name, rank]) => ({ room, person: person(name), rank })),
  });

/** The ranks in a room, by name. */
export async function ranksIn(world: World, room: string): Promise<Record<string, Rank>> {
  const members = await world.store.community.members(room, undefined, 1000);
  return Object.fromEntries(members.map(({ name, rank }) => [name, rank]));
}
