/** Who may do what, as everybody everywhere tries it (P27 to P36, H28). */
import { expect, setDefaultTimeout, test } from "bun:test";
import { requests } from "../../src/protocol/schemas";
import { type Answered, askEverything, type Table, titleOf } from "./asking";
import { ABSENT, Actor, OUTSIDERS, type Role, ROLES, UNKNOWN } from "./cast";
import { INVITED_SERVER, NO_ROOM, SERVER } from "./expected";
import { CLOSED, DIRECT, MISSING } from "./expected-in-closed-rooms";
import { INSIDE, OUTSIDE } from "./expected-in-open-rooms";
import { looksOf } from "../../src/chat/people/looks";
import { IN_ROOMS, ON_THE_SERVER, TAKEN, WITHOUT_A_ROOM } from "./rows";
import { decree, type Entry, openWorld, serverRanks, type StoreName, type World } from "./world";
import { columnsOf, tablesOf } from "./tables";

// Thousands of requests on each store and kind of server, on a machine that may have much else to do.
setDefaultTimeout(120_000);

/** Who asks which kind of server, and on which store. The contract of the stores proves that both answer alike: one of each kind asks on Postgres. */
const ASKED: [entry: Entry, store: StoreName, roles: readonly Role[]][] = [
  ["open", "SQLite", ROLES],
  ["invited", "SQLite", ROLES.filter((role) => !UNKNOWN.includes(role))],
  ["invited", "Postgres", ["known", "member", "server's owner"]],
];

function expectedOn(entry: Entry, roles: readonly Role[]) {
  const tables = {
    outside: OUTSIDE,
    inside: INSIDE,
    closed: CLOSED,
    direct: DIRECT,
    missing: MISSING,
    server: entry === "open" ? SERVER : INVITED_SERVER,
    none: NO_ROOM,
  };
  const columns = Object.entries(tables).map(([name, table]) => [name, columnsOf(table, roles)]);
  return Object.fromEntries(columns);
}

test("P27 to P36: every event has its rows in the table of who may do what", () => {
  const rows = [...IN_ROOMS, ...ON_THE_SERVER, ...WITHOUT_A_ROOM];
  const missing = new Set<string>(Object.keys(requests)).difference(
    new Set<string>(rows.map(({ event }) => event)),
  );
  expect([...missing]).toEqual([]);
  for (const all of [IN_ROOMS, ON_THE_SERVER, WITHOUT_A_ROOM])
    expect(new Set(all.map(titleOf)).size).toBe(all.length);
});

/** One of the absent people owns a name and lets everybody write to them, the other one nobody. */
async function settleAbsent({ store: { persons } }: World): Promise<void> {
  const { owner, member } = ABSENT.open;
  await persons.claim({ looks: looksOf(TAKEN), name: TAKEN, from: owner.from }, Date.now());
  await persons.allow(owner.from, { direct: "everybody" });
  await persons.allow(member.from, { direct: "nobody" });
}

/** What outsiders are answered in one of the tables. */
function outsidersAnswers(answered: readonly Answered[], table: Table): string[] {
  const outside = answered.filter((one) => one.table === table && OUTSIDERS.has(one.role));
  return outside.map(({ title, role, answer }) => `${title}, ${role}: ${answer}`).toSorted();
}

test.each(ASKED)(
  "P27 to P36: everybody may do what the table says, on a server that is %s, on %s",
  async (entry, store, roles) => {
    await using world = await openWorld(store, { ACCESS: entry });
    await decree(world, { members: serverRanks(entry) });
    await settleAbsent(world);
    const actors = await Promise.all(roles.map((role) => Actor.enter(world.url, role)));
    const answered = await askEverything(world, entry, actors);
    expect(tablesOf(answered, roles)).toEqual(expectedOn(entry, roles));
    // H28: to the byte.
    for (const place of ["closed", "direct"] as const)
      expect(outsidersAnswers(answered, place)).toEqual(outsidersAnswers(answered, "missing"));
    for (const actor of actors) await actor[Symbol.asyncDispose]();
  },
);
