/** Every act by every rank on every rank (P31, H29), in an open room, in a closed one, and on the server. */
import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { randomId } from "../../src/engine";
import { type EventName, type Rank, SERVER_ROOM } from "../../src/protocol";
import { Actor, person, type Role, wordOf } from "./cast";
import { decree, openWorld, restrictionOf, serverRanks, type World } from "./world";

setDefaultTimeout(60_000);
const test = alone.concurrent;

/** People who are acted on; the last one is who acts. */
const TARGETS = ["a stranger", "a member", "a moderator", "an owner", "oneself"] as const;
const RANK_OF: readonly (Rank | undefined)[] = [undefined, "member", "moderator", "owner"];
const ACTORS: readonly Role[] = [
  "nobody",
  "stranger",
  "known",
  "member",
  "moderator",
  "owner",
  "server's moderator",
  "server's owner",
];

/** What each event asks besides the room and the person. */
const ACTS: Partial<Record<EventName, object>> = {
  mute: { minutes: 5 },
  ban: {},
  kick: {},
  pardon: {},
  sweep: { hours: 1 },
  remove: {},
};

/** Who may act on whom: the same for every act. */
const IN_OPEN_ROOM = `
                    a stranger  a member  a moderator  an owner  oneself
nobody              no          no        no           no        no
stranger            no          no        no           no        no
known               no          no        no           no        no
member              no          no        no           no        no
moderator           ok          ok        no           no        no
owner               ok          ok        ok           no        no
server's moderator  ok          ok        no           no        no
server's owner      ok          ok        ok           no        no`;
/** A closed room is its members' own. */
const IN_CLOSED_ROOM = IN_OPEN_ROOM.replace(
  /(server's.{11} +)ok.*/g,
  "$1no          no        no           no        no",
);
/** On the server the ranks of rooms do not count. */
const ON_SERVER = IN_OPEN_ROOM.replace(
  /\n(moderator|owner)( +).*/g,
  "\n$1$2no          no        no           no        no",
);

const PLACES = { open: IN_OPEN_ROOM, closed: IN_CLOSED_ROOM, server: ON_SERVER };
type Place = keyof typeof PLACES;

/** Somebody who never comes, of a rank that does not change. */
const targetOf = (place: Place, n: number) => person(`${TARGETS[n] ?? ""} of ${place}`);

function linesOf(answers: ReadonlyMap<Role, readonly string[]>): string {
  const widths = [12, 10, 13, 10, 0];
  const line = (head: string, words: readonly string[]) =>
    (head.padEnd(20) + words.map((word, n) => word.padEnd(widths[n] ?? 0)).join("")).trimEnd();
  return ["", line("", TARGETS), ...[...answers].map(([role, words]) => line(role, words))].join(
    "\n",
  );
}

/** A room with everybody in it, in which everybody has said something, and is muted, so that there is what an act takes. */
async function furnish(world: World, place: Place, actor: Actor): Promise<string> {
  const room = nameIn(place);
  const targets = RANK_OF.map((rank, n) => ({ room, person: targetOf(place, n), rank }));
  const own = RANK_OF.find((rank) => rank !== undefined && rank === actor.role);
  if (place !== "server")
    await decree(world, {
      profiles: [{ room, kind: place, title: "plans", at: 5 }],
      members: [...targets, ...(own ? [{ room, person: person(own), rank: own }] : [])],
    });
  else await decree(world, { members: targets });
  await decree(world, {
    restrictions: targets.map(({ person: { from } }) =>
      restrictionOf("mute", { room, from, by: from }),
    ),
  });
  for (const { person: said } of [...targets, { person: { from: actor.from, name: actor.role } }])
    await world.store.log.append({ room, id: randomId(9), ...said, txt: "hello" });
  if (own && place !== "server") await actor.toldOf(room);
  return room;
}

const nameIn = (place: Place) =>
  place === "server" ? SERVER_ROOM : place === "closed" ? `~${randomId(16)}` : `r${randomId(9)}x`;

/** What an actor is answered who acts on each of the targets. */
async function actOnAll(world: World, place: Place, event: EventName, actor: Actor) {
  const room = await furnish(world, place, actor);
  // One is in a room in which one removes something.
  if (event === "remove") await actor.client.ask("join", { room });
  const { head } = await world.store.log.read(room, { limit: 1 });
  const words: string[] = [];
  // To remove what one said oneself is no act.
  const targets = event === "remove" ? TARGETS.slice(0, -1) : TARGETS;
  for (const n of targets.keys()) {
    const from = n < RANK_OF.length ? targetOf(place, n).from : actor.from;
    const seq = head - RANK_OF.length + n;
    const request = event === "remove" ? { room, seq } : { room, from, ...ACTS[event] };
    words.push(wordOf(await actor.ask(event, request)));
  }
  // A refused act leaves no line, and one that is granted leaves one.
  const acts = await world.store.community.acts(room, Number.MAX_SAFE_INTEGER, 100);
  const granted = words.filter((word) => word === "ok").length;
  return { words, granted, lines: acts.filter(({ seq }) => seq > head).length };
}

test.each(Object.keys(PLACES) as Place[])(
  "H29: everybody acts on people of lower rank alone, by every act, and what is refused leaves no line: %s",
  async (place) => {
    await using world = await openWorld("SQLite");
    await decree(world, { members: serverRanks("open") });
    const actors = await Promise.all(ACTORS.map((role) => Actor.enter(world.url, role)));
    for (const event of Object.keys(ACTS) as EventName[]) {
      const answers = new Map<Role, string[]>();
      for (const actor of actors) {
        const { words, granted, lines } = await actOnAll(world, place, event, actor);
        answers.set(actor.role, words);
        expect([event, actor.role, lines]).toEqual([event, actor.role, granted]);
      }
      expect(`${event}${linesOf(answers)}`).toBe(`${event}${expectedOf(place, event)}`);
    }
    for (const actor of actors) await actor[Symbol.asyncDispose]();
  },
);

function expectedOf(place: Place, event: EventName): string {
  const table = PLACES[place];
  // From the server one bans people.
  if (place === "server" && event === "kick") return table.replaceAll("ok", "no");
  if (event !== "remove") return table;
  return table.replaceAll(/ +(?:no|ok)$/gm, "");
}
