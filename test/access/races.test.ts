/** What happens at the same moment on three machines of one database (P31, H34). */
import { SQL } from "bun";
import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { newToken } from "../../src/chat/invitations/token";
import { randomId } from "../../src/engine";
import { by, Link, portOf } from "../chaos/link";
import type { Client } from "../support/client";
import { decideWithin } from "../store/decision-under-way";
import { within } from "../support/deadline";
import { shared } from "../support/shared";
import { until } from "../support/until";
import { idOf, person } from "./cast";
import { come, give, got, ranksIn, word } from "./people";
import { decree, invitationBy, locationOf, openMachine, type World } from "./world";

setDefaultTimeout(60_000);
const test = alone.concurrent;

/** Three machines on one database. Each test has rooms of its own there. */
async function openMachines() {
  await using parts = new AsyncDisposableStack();
  const { url } = parts.use(await locationOf("Postgres"));
  const machines = await Promise.all([1, 2, 3].map(() => openMachine(url)));
  for (const machine of machines) parts.use(machine);
  const [first, second, third] = machines;
  if (!first || !second || !third) throw new Error("there are three machines");
  const kept = parts.move();
  return {
    url,
    first,
    second,
    third,
    machines,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

const opened = shared(openMachines);

/** A closed room whose owner is ada, and its further members. */
async function found(world: World, ranks: Parameters<typeof give>[2] = {}): Promise<string> {
  const room = `~${randomId(16)}`;
  await decree(world, { profiles: [{ room, kind: "closed", title: "plans", at: 5 }] });
  await give(world, room, { ada: "owner", ...ranks });
  return room;
}

test("P31: an act under way when its rank is taken on another machine is decided anew, and refused", async () => {
  const site = opened();
  const room = await found(site.first, { lin: "moderator" });
  await using lin = await come(site.first, "lin");
  await using sql = new SQL(site.url, { max: 2 });
  let settled: Promise<string> | undefined;
  await sql.begin(async (other) => {
    const [{ pid }] = await other`SELECT pg_backend_pid() AS pid`;
    // Another machine takes lin's rank: it has decided, and not committed yet.
    const question = { rooms: [room], people: [idOf("ada"), idOf("lin")] };
    const members = [{ room, person: person("lin"), rank: "member" as const }];
    await decideWithin(other, question, { members });
    settled = word(lin, "settle", { room, title: "lin's" });
    await until("lin's act to wait for the room", async () => {
      const [row] = await sql`
        SELECT count(*)::int AS waiting FROM pg_stat_activity
        WHERE ${pid} = ANY (pg_blocking_pids(pid)) AND query LIKE '%chuan.act%'`;
      return row.waiting > 0;
    });
  });
  expect(await settled).toBe("no");
  expect(await site.third.store.community.profile(room)).toMatchObject({ title: "plans" });
});

test("P31: of two owners who step down or leave at once, on two machines, one stays owner", async () => {
  const site = opened();
  const { first, second } = site;
  const acts = [
    (client: Client, room: string) => word(client, "quit", { room }),
    (client: Client, room: string, name: string) =>
      word(client, "rank", { room, from: idOf(name), rank: "member" }),
  ];
  const rooms = await Promise.all(Array.from({ length: 10 }, () => found(first, { lin: "owner" })));
  await using ada = await come(first, "ada");
  await using lin = await come(second, "lin");
  const races = rooms.map(async (room, n) => {
    const [one, other] = [acts[n % 2], acts[Math.floor(n / 2) % 2]];
    if (!one || !other) throw new Error("there are two acts");
    const words = await Promise.all([one(ada, room, "ada"), other(lin, room, "lin")]);
    expect(words.toSorted()).toEqual(["no", "ok"]);
    const ranks = Object.values(await ranksIn(first, room));
    expect(ranks.filter((rank) => rank === "owner")).toHaveLength(1);
  });
  await Promise.all(races);
});

test("H34: an invitation's last use, redeemed by fifty people at once on three machines, lets one in", async () => {
  const site = opened();
  const room = await found(site.first);
  const token = newToken();
  await decree(site.first, { invitation: { ...invitationBy(idOf("ada"), room, token), uses: 1 } });
  const crowd = await Promise.all(
    Array.from({ length: 50 }, (_, n) => come(site.machines[n % 3] ?? site.first, `guest ${n}`)),
  );
  const words = await Promise.all(
    crowd.map((client) => word(client, "join", { room, invitation: token })),
  );
  expect(words.filter((one) => one === "ok")).toHaveLength(1);
  expect(new Set(words)).toEqual(new Set(["ok", "gone"]));
  expect(Object.keys(await ranksIn(site.first, room))).toHaveLength(2);
  for (const client of crowd) client.socket.disconnect();
});

/** Milliseconds within which a membership that ended has ended everywhere (P31). */
const EVERYWHERE = 1000;
const DEVICES = 12;

test("P31: who leaves a room in the middle of a storm of reconnections hears nothing more, on any machine", async () => {
  const site = opened();
  const room = await found(site.first, { lin: "member" });
  await using ada = await come(site.first, "ada");
  await using desk = await come(site.second, "lin");
  await got(ada.ask("join", { room }));
  await got(desk.ask("join", { room }));
  /** When each message began to be sent, and when lin's membership ended. */
  const sent: number[] = [];
  const heard: { n: number; machine: number }[] = [];
  const joined: { at: number; machine: number; word: string }[] = [];
  let ended = Infinity;
  const storm = { isOver: false };

  async function talk(): Promise<void> {
    for (let n = 0; !storm.isOver; n += 1) {
      sent.push(performance.now());
      await got(ada.say(`${n}`, { room }));
    }
  }

  /** A device that loses its connection again and again, and comes to another machine each time. */
  async function flap(device: number): Promise<void> {
    for (let turn = device; !storm.isOver; turn += 1) {
      const machine = turn % 3;
      await using client = await come(site.machines[machine] ?? site.first, "lin");
      listen(client, machine);
      const at = performance.now();
      joined.push({ at, machine, word: await word(client, "join", { room }) });
      await client.ask("history", { room: "lobby", limit: 1 });
    }
  }

  function listen(client: Client, machine: number): void {
    client.socket.on("tianxiu", ({ txt }) => void heard.push({ n: Number(txt), machine }));
  }

  listen(desk, 1);
  const people = [talk(), ...Array.from({ length: DEVICES }, (_, device) => flap(device))];
  await until("the storm to be heard on each machine", () =>
    [0, 1, 2].every((machine) => heard.some((one) => one.machine === machine)),
  );
  await got(desk.ask("quit", { room }));
  ended = performance.now();
  const [later, joins] = [sent.length, joined.length];
  await until("messages and joins after that", () => {
    const isLate = performance.now() > ended + EVERYWHERE * 1.5;
    return isLate && sent.length > later + 20 && joined.length > joins + DEVICES;
  });
  storm.isOver = true;
  await Promise.all(people);

  const allowed = (machine: number) => ended + (machine === 1 ? 0 : EVERYWHERE);
  expect(heard.filter(({ n, machine }) => (sent[n] ?? 0) > allowed(machine))).toEqual([]);
  const late = joined.filter(({ at, machine }) => at > allowed(machine));
  expect(late.length).toBeGreaterThan(0);
  expect(new Set(late.map((one) => one.word))).toEqual(new Set(["no"]));
});

/** Milliseconds without its database after which a machine lets nobody read a closed room (P31). */
const DEAF = 5000;

test("P31: a machine that cannot hear its database lets nobody read a closed room after five seconds, and those put out meanwhile never again", async () => {
  const site = opened();
  const { first, url } = site;
  await using link = await Link.open(() => portOf(url));
  await using deaf = await openMachine(by(link, url));
  const room = await found(first, { lin: "member" });
  await using ada = await come(deaf, "ada");
  await using lin = await come(deaf, "lin");
  await using phone = await come(deaf, "lin");
  await using elsewhere = await come(first, "lin");
  for (const client of [ada, lin]) await got(client.ask("join", { room }));
  const endings = [ada, lin].map(
    (client) => new Promise<string>((resolve) => client.socket.once("disconnect", resolve)),
  );
  void link.silence("up", "down");
  const silent = performance.now();
  await got(elsewhere.ask("quit", { room }));
  const reasons = await within(2 * DEAF, "the end of the connections", Promise.all(endings));
  // The machine may have heard the last of its database just before.
  expect(performance.now() - silent).toBeLessThan(DEAF * 1.5);
  for (const reason of reasons) expect(reason).toMatch(/^transport/);
  for (const [event, ...args] of [
    ["join", { room }],
    ["history", { room }],
    ["typing", { room, on: true }],
    ["people", { room, q: "" }],
    ["chuan", { name: "lin", txt: "hello" }, { room }],
    ["join", { room: `~${randomId(16)}` }],
  ] as const)
    expect(await phone.ask(event, ...args)).toMatchObject({
      error: { code: "unavailable", message: expect.stringContaining("cannot tell who belongs") },
    });
  link.heal();
  link.cut();
  await until(
    "ada to read the room again",
    async () => (await word(ada, "join", { room })) === "ok",
  );
  await got(ada.say("about lin", { room }));
  for (const client of [lin, phone]) {
    await until(
      "lin to be refused",
      async () => (await word(client, "history", { room })) === "no",
    );
    expect(await word(client, "join", { room })).toBe("no");
    expect(await client.unread()).toBe(0);
  }
});
