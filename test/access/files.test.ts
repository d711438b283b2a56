/** Who may upload files, and read them (P38, H28): everybody, everywhere. */
import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { randomId } from "../../src/engine";
import { addedFile, cookieOf, upload } from "../support/files";
import { Actor, ADDRESS_HEADER, keyOf, ROLES, type Role, UNKNOWN, wordOf } from "./cast";
import { absentIn, type Place, PLACES, stage, type Staged } from "./stage";
import { decree, ENTRIES, type Entry, openWorld, serverRanks, type World } from "./world";

setDefaultTimeout(60_000);
const test = alone.concurrent;

/** Who may do what in an open room, a closed one, and one of two people. `no`: forbidden; `none`: not there, for all that they can tell. */
const OPEN_SERVER = `
                nobody    stranger  known     member    moder.    owner     s.moder.  s.owner   muted     banned
upload open     no        ok        ok        ok        ok        ok        ok        ok        muted     banned
read open       ok        ok        ok        ok        ok        ok        ok        ok        ok        ok
read without    ok        ok        ok        ok        ok        ok        ok        ok        ok        ok
upload closed   no        no        no        ok        ok        ok        no        no        muted     banned
read closed     none      none      none      ok        ok        ok        none      none      ok        none
read without    none      none      none      none      none      none      none      none      none      none
upload direct   no        no        no        ok        ok        ok        no        no        muted     banned
read direct     none      none      none      ok        ok        ok        none      none      ok        none
read without    none      none      none      none      none      none      none      none      none      none
session         no        ok        ok        ok        ok        ok        ok        ok        ok        ok`;

const INVITED = `
                nobody    stranger  known     member    moder.    owner     s.moder.  s.owner   muted     banned
upload open     no        invitation_needed ok ok       ok        ok        ok        ok        muted     banned
read open       none      none      ok        ok        ok        ok        ok        ok        ok        none
read without    none      none      none      none      none      none      none      none      none      none
upload closed   no        invitation_needed no ok       ok        ok        no        no        muted     banned
read closed     none      none      none      ok        ok        ok        none      none      ok        none
read without    none      none      none      none      none      none      none      none      none      none
upload direct   no        invitation_needed no ok       ok        ok        no        no        muted     banned
read direct     none      none      none      ok        ok        ok        none      none      ok        none
read without    none      none      none      none      none      none      none      none      none      none
session         no        invitation_needed ok ok       ok        ok        ok        ok        ok        ok`;

const EXPECTED: Record<Entry, string> = { open: OPEN_SERVER, invited: INVITED };

/** The words of a table, row by row. */
const wordsIn = (table: string) =>
  table
    .trim()
    .split("\n")
    .slice(1)
    .map((row) => row.slice(16).split(/\s+/));

/** One who asks, at an address of their own. */
function asking({ url }: World, role: Role) {
  const headers = { [ADDRESS_HEADER]: `203.0.113.${ROLES.indexOf(role) + 1}` };
  const key = role === "nobody" ? "" : keyOf(role);
  return {
    async upload(room: string): Promise<string> {
      const { reply } = await upload(url, "mine", { key, room, headers });
      return wordOf(JSON.stringify(reply));
    },
    session: () => cookieOf(url, key, headers),
    async read(id: string, cookie: string): Promise<string> {
      const response = await fetch(`${url}/files/${id}/x`, {
        headers: { ...headers, Cookie: cookie },
      });
      expect([200, 404]).toContain(response.status);
      expect(await response.text()).toBe(response.ok ? "hello" : "not found");
      return response.ok ? "ok" : "none";
    },
  };
}

test.each([...ENTRIES])(
  "P38, H28: everybody uploads and reads files where the table says, on a server that is %s",
  async (entry) => {
    await using world = await openWorld("SQLite", { ACCESS: entry });
    await decree(world, { members: serverRanks(entry) });
    const roles = ROLES.filter((role) => entry === "open" || !UNKNOWN.includes(role));
    const actors = await Promise.all(roles.map((role) => Actor.enter(world.url, role)));
    const staged = await stage(world, actors);
    // Who cannot come in finds rooms of somebody else.
    const roomOf = (role: Role, place: Place): Staged["room"] =>
      (staged.find((one) => one.place === place && one.actor.role === role) ??
        staged.find((one) => one.place === place && one.actor.role === "known"))!.room;
    const columns = ROLES.map((role) => columnOf(world, role, (place) => roomOf(role, place)));
    const rows = await Promise.all(columns);
    const table = wordsIn(EXPECTED[entry]);
    expect(rows).toEqual(ROLES.map((_, n) => table.map((row) => row[n] ?? "")));
    for (const actor of actors) await actor[Symbol.asyncDispose]();
  },
);

/** All that one of them is answered, in the order of the table's rows. */
async function columnOf(
  world: World,
  role: Role,
  roomIn: (place: Place) => string,
): Promise<string[]> {
  const who = asking(world, role);
  const session = await who.session();
  const words: string[] = [];
  for (const place of PLACES.slice(1)) {
    const room = roomIn(place);
    const { from } = absentIn(place).member;
    const file = await addedFile(world.store.files!, new TextEncoder().encode("hello"), {
      room,
      from,
    });
    words.push(await who.upload(room), await who.read(file, session.cookie));
    words.push(await who.read(file, ""));
  }
  return [...words, session.word];
}

test("H27, H28: the address of a file that is there and of one that is not are answered alike", async () => {
  await using world = await openWorld("SQLite");
  const room = `~${randomId(16)}`;
  const { from } = absentIn("closed").member;
  const id = await addedFile(world.store.files!, new TextEncoder().encode("hello"), { room, from });
  const whole = async (path: string, init: RequestInit = {}) => {
    const { status, headers, body } = await fetch(world.url + path, init);
    headers.delete("Date");
    return JSON.stringify([status, [...headers], await new Response(body).text()]);
  };
  const Range = "bytes=0-1";
  for (const init of [{}, { method: "HEAD" }, { headers: { Range } }, { method: "POST" }])
    for (const name of ["x.txt", "small", "%2e%2e"])
      expect(await whole(`/files/${id}/${name}`, init)).toBe(
        await whole(`/files/${randomId(16)}/${name}`, init),
      );
});
