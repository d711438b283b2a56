/** Who may do what, as everybody everywhere tries it (P27 to P33, H28). */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { requests } from "../../src/protocol/schemas";
import { type Answered, askEverything, type Table, titleOf } from "./asking";
import { Actor, OUTSIDERS, ROLES, UNKNOWN } from "./cast";
import { INVITED_SERVER, NO_ROOM, SERVER } from "./expected";
import { CLOSED, INSIDE, MISSING, OUTSIDE } from "./expected-in-rooms";
import { IN_ROOMS, ON_THE_SERVER, WITHOUT_A_ROOM } from "./rows";
import { decree, ENTRIES, type Entry, openWorld, serverRanks, STORES } from "./world";
import { tablesOf, without } from "./tables";

setDefaultTimeout(120_000);

function expectedOn(entry: Entry) {
  const tables = {
    outside: OUTSIDE,
    inside: INSIDE,
    closed: CLOSED,
    missing: MISSING,
    server: SERVER,
    none: NO_ROOM,
  };
  if (entry === "open") return tables;
  const known = Object.entries(tables).map(([name, table]) => [
    name,
    without(table, UNKNOWN.length),
  ]);
  return { ...Object.fromEntries(known), server: INVITED_SERVER };
}

test("P27 to P33: every event has its rows in the table of who may do what", () => {
  const rows = [...IN_ROOMS, ...ON_THE_SERVER, ...WITHOUT_A_ROOM];
  const missing = new Set<string>(Object.keys(requests)).difference(
    new Set<string>(rows.map(({ event }) => event)),
  );
  expect([...missing]).toEqual([]);
  for (const all of [IN_ROOMS, ON_THE_SERVER, WITHOUT_A_ROOM])
    expect(new Set(all.map(titleOf)).size).toBe(all.length);
});

/** What outsiders are answered in one of the tables. */
function outsidersAnswers(answered: readonly Answered[], table: Table): string[] {
  const outside = answered.filter((one) => one.table === table && OUTSIDERS.has(one.role));
  return outside.map(({ title, role, answer }) => `${title}, ${role}: ${answer}`).toSorted();
}

describe.each(STORES)("on %s", (store) => {
  test.each([...ENTRIES])(
    "P27 to P33: everybody may do what the table says, on a server that is %s",
    async (entry) => {
      await using world = await openWorld(store, { ACCESS: entry });
      await decree(world, { members: serverRanks(entry) });
      const roles = ROLES.filter((role) => entry === "open" || !UNKNOWN.includes(role));
      const actors = await Promise.all(roles.map((role) => Actor.enter(world.url, role)));
      const answered = await askEverything(world, entry, actors);
      expect(tablesOf(answered, roles)).toEqual(expectedOn(entry));
      // H28: to the byte.
      expect(outsidersAnswers(answered, "closed")).toEqual(outsidersAnswers(answered, "missing"));
      for (const actor of actors) await actor[Symbol.asyncDispose]();
    },
  );
});
