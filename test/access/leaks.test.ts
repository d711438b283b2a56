/** A closed room seen from outside, while people live in it (H28). */
import { describe, expect, setDefaultTimeout, test as alone } from "bun:test";
import { randomId } from "../../src/engine";
import { RANKS } from "../../src/protocol";
import { freePort } from "../support/port";
import { ABSENT, Actor, idOf, keyOf, OUTSIDERS, person, type Role, ROLES, SECRET } from "./cast";
import { IN_ROOMS } from "./rows";
import { decree, locationOf, openMachine, serverRanks, STORES, type World } from "./world";

setDefaultTimeout(60_000);
const test = alone.concurrent;

/** The id of no report. */
const REPORT = "x".repeat(16);

/** A closed room with everybody in it who belongs there, and two messages. */
async function furnish(world: World): Promise<string> {
  const room = `~${randomId(16)}`;
  const { member, owner } = ABSENT.closed;
  await decree(world, {
    profiles: [{ room, kind: "closed", title: `${SECRET} title`, topic: `${SECRET} topic`, at: 5 }],
    members: [
      { room, person: member, rank: "member" },
      { room, person: owner, rank: "owner" },
      ...RANKS.map((rank) => ({ room, person: person(rank), rank })),
    ],
  });
  for (const id of ["first", "second"])
    await world.store.log.append({ room, id, ...member, txt: `${SECRET} ${id}` });
  return room;
}

/** Everything that makes a noise in a room. */
async function live(room: string, actors: ReadonlyMap<Role, Actor>): Promise<void> {
  const ask = async (role: Role, event: string, ...args: unknown[]) =>
    expect([event, await actors.get(role)?.ask(event, ...args)]).toEqual([
      event,
      expect.stringContaining('"ok":true'),
    ]);
  for (const rank of RANKS) await ask(rank, "join", { room });
  await ask("member", "chuan", { name: "member", txt: `${SECRET} third` }, { room });
  await ask("member", "typing", { room, on: true });
  await ask("member", "edit", { room, seq: 3, txt: `${SECRET} again` });
  await ask("owner", "react", { room, seq: 3, emoji: "👍", on: true });
  await ask("member", "remove", { room, seq: 3 });
  await ask("owner", "settle", { room, title: `${SECRET} new title`, locked: true });
  await ask("owner", "rank", { room, from: idOf("moderator"), rank: "member" });
  await ask("owner", "invite", { room });
  await ask("member", "leave", { room });
  await ask("moderator", "quit", { room });
}

/** Everything by which somebody from outside could learn of a room, of its people, and of what is said there. */
async function pry(room: string, { actor, token }: { actor: Actor; token: string }): Promise<void> {
  for (const { event, args } of IN_ROOMS)
    await actor.ask(event, ...args({ room, place: "closed", actor, token, report: REPORT }));
  const { member, owner } = ABSENT.closed;
  const from = [member.from, owner.from];
  await actor.ask("join", { room: "designers" });
  for (const place of ["lobby", "designers"]) {
    await actor.ask("chuan", { name: actor.role, txt: "@ses" }, { room: place });
    await actor.ask("people", { room: place, q: SECRET.slice(0, 3) });
    await actor.ask("people", { room: place, from });
    await actor.ask("members", { room: place });
    await actor.ask("invitations", { room: place });
  }
  await actor.ask("people", { from });
  await actor.ask("rooms", { q: SECRET.slice(0, 3) });
  await actor.ask("rooms", { q: room.slice(0, 5) });
  await actor.ask("invitations", {});
}

const heardBy = (actor: Actor | undefined) => actor?.heard.join("\n") ?? "";

describe.each(STORES)("on %s", (store) => {
  test("H28: nothing of a closed room reaches anybody outside of it, while its people live in it and others pry, on whichever machine", async () => {
    await using location = await locationOf(store);
    const port = await freePort();
    await using here = await openMachine(location.url, { METRICS_PORT: `${port}` });
    await using elsewhere = store === "Postgres" ? await openMachine(location.url) : undefined;
    await decree(here, { members: serverRanks("open") });
    const room = await furnish(here);
    const entering = ROLES.map((role) =>
      Actor.enter(elsewhere && OUTSIDERS.has(role) ? elsewhere.url : here.url, role),
    );
    const actors = new Map((await Promise.all(entering)).map((actor) => [actor.role, actor]));
    const outside = [...actors.values()].filter(({ role }) => OUTSIDERS.has(role));
    const token = "x".repeat(22);
    await Promise.all([live(room, actors), ...outside.map((actor) => pry(room, { actor, token }))]);
    await Promise.all(outside.map((actor) => pry(room, { actor, token })));
    // Whatever goes from one machine to another has come when something later has.
    await actors.get("owner")?.ask("chuan", { name: "owner", txt: "later" });
    for (const { client } of outside) while ((await client.message()).msg.txt !== "later");

    const words = [SECRET, room, room.slice(1)];
    for (const word of words) expect(heardBy(actors.get("member"))).toContain(word);
    for (const actor of outside)
      expect([actor.role, words.filter((word) => heardBy(actor).includes(word))]).toEqual([
        actor.role,
        [],
      ]);
    const numbers = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    expect(numbers).toContain("chuan_");
    const logged = [...here.logged, ...(elsewhere?.logged ?? [])].join("");
    for (const word of [...words, ...ROLES.map(keyOf)])
      for (const text of [numbers, logged]) expect(text).not.toContain(word);
    for (const actor of actors.values()) await actor[Symbol.asyncDispose]();
  });
});

test("H28: for a name with ~ nothing is read on behalf of those outside, whether the room is there or not", async () => {
  const reads: string[] = [];
  await using location = await locationOf("SQLite");
  await using world = await openMachine(location.url, {}, (opened) => ({
    ...opened,
    log: watched(opened.log, reads),
    community: watched(opened.community, reads),
    roster: watched(opened.roster, reads),
  }));
  const room = await furnish(world);
  await decree(world, { members: serverRanks("open") });
  const actors = await Promise.all(
    ROLES.filter((role) => OUTSIDERS.has(role)).map((role) => Actor.enter(world.url, role)),
  );
  reads.length = 0;
  const missing = `~${randomId(16)}`;
  // An invitation is looked up by its token, and `revoke` names no room.
  const rows = IN_ROOMS.filter(
    ({ event, what }) => event !== "revoke" && event !== "decide" && !what?.includes("token"),
  );
  for (const actor of actors)
    for (const name of [room, missing])
      for (const { event, args } of rows)
        await actor.ask(
          event,
          ...args({ room: name, place: "closed", actor, token: "", report: REPORT }),
        );
  expect(reads.filter((read) => read.includes("~"))).toEqual([]);
  await actors[0]?.ask("join", { room: "designers" });
  expect(reads.some((read) => read.includes("designers"))).toBe(true);
  for (const actor of actors) await actor[Symbol.asyncDispose]();
});

/** A part of the store whose calls are noted, with what they ask. */
function watched<Part extends object>(part: Part, calls: string[]): Part {
  return new Proxy(part, {
    get(target, name, receiver) {
      const method: unknown = Reflect.get(target, name, receiver);
      if (typeof method !== "function") return method;
      return (...args: unknown[]): unknown => {
        calls.push(`${String(name)} ${JSON.stringify(args)}`);
        return Reflect.apply(method, target, args);
      };
    },
  });
}
