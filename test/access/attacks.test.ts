/** Escalation, and guessing, as an attacker tries them (H27, H34). */
import { describe, expect, setDefaultTimeout, test as alone } from "bun:test";
import { newToken } from "../../src/chat/invitations/token";
import { type Rank, type ReplyTo, SERVER_ROOM } from "../../src/protocol";
import { Client } from "../support/client";
import { ADDRESS_HEADER, idOf, keyOf, wordOf } from "./cast";
import { come, give, got, ranksIn, word } from "./people";
import { decree, invitationBy, openWorld, STORES, type World } from "./world";

setDefaultTimeout(60_000);
const test = alone.concurrent;

const OPEN = "designers";
const PLACES = [OPEN, `~${"c".repeat(22)}`, SERVER_ROOM];

/** A place in which mallory has a rank, as her second self has, and in which ada is an owner. */
async function besiege(world: World, room: string, rank: Rank): Promise<void> {
  const kind = room === OPEN ? "open" : "closed";
  await decree(world, { profiles: [{ room, kind, title: "plans", at: 5 }] });
  await give(world, room, {
    ada: "owner",
    mo: "moderator",
    mallory: rank,
    "second self": "member",
  });
}

test.each(PLACES.flatMap((room) => (["member", "moderator"] as const).map((rank) => [rank, room])))(
  "H34: a %s of %s gets no higher rank, for herself or for a second key of hers, by any way",
  async (rank, room) => {
    await using world = await openWorld("SQLite");
    await besiege(world, room, rank);
    await using mallory = await come(world, "mallory");
    await using second = await come(world, "second self");
    const before = await ranksIn(world, room);
    for (const given of ["moderator", "owner"] as const) {
      for (const from of ["mallory", "second self", "mo", "somebody"].map(idOf))
        for (const client of [mallory, second]) {
          if (rank === "moderator" && from === idOf("mallory") && given === "moderator") continue;
          expect(await word(client, "rank", { room, from, rank: given })).toMatch(/^(no|none)$/);
        }
      for (const client of [mallory, second])
        expect(await word(client, "invite", { room, rank: given })).toBe("no");
    }
    // To lower others is the same attack: who puts the owner down is the highest.
    for (const from of ["ada", "mo"].map(idOf))
      expect(await word(mallory, "rank", { room, from, rank: "member" })).toBe("no");
    for (const [event, more] of [
      ["found", {}],
      ["dissolve", {}],
      ["settle", { days: 1 }],
      ["settle", { listed: true }],
    ] as const)
      expect(await word(mallory, event, { room, ...more })).toBe("no");
    expect(await ranksIn(world, room)).toEqual(before);
  },
);

test("H34: an owner who stepped down does not come back by invitations that she made before", async () => {
  await using world = await openWorld("SQLite");
  const [, room = ""] = PLACES;
  await besiege(world, room, "owner");
  await using mallory = await come(world, "mallory");
  const tokens: string[] = [];
  for (const rank of ["owner", "moderator"])
    tokens.push(
      (await got<ReplyTo<"invite">>(mallory.ask("invite", { room, rank, uses: 9 }))).token,
    );
  await got(mallory.ask("rank", { room, from: idOf("mallory"), rank: "member" }));
  await using third = await come(world, "third self");
  for (const invitation of tokens)
    for (const client of [mallory, third]) {
      await client.ask("join", { room, invitation });
      await using again = await come(world, "mallory", { invitation });
      expect(await word(again, "dissolve", { room })).toBe("no");
    }
  expect(await ranksIn(world, room)).toMatchObject({ mallory: "member" });
  expect(await ranksIn(world, room)).not.toHaveProperty("third self");
});

test("H34: a person founds ten rooms a day, also when asking for thirty at once and dissolving in between", async () => {
  await using world = await openWorld("SQLite");
  await using mallory = await come(world, "mallory");
  const first = await got<ReplyTo<"found">>(mallory.ask("found", { title: "plans" }));
  await got(mallory.ask("dissolve", { room: first.room.room }));
  const words = await Promise.all(
    Array.from({ length: 30 }, () => word(mallory, "found", { title: "plans" })),
  );
  expect(words.filter((one) => one === "ok")).toHaveLength(9);
  expect(new Set(words)).toEqual(new Set(["ok", "rate_limited"]));
});

test("P28: an invitation to an open room gives its rank to who joins by it, and to nobody who tries it on another room", async () => {
  await using world = await openWorld("SQLite");
  await besiege(world, OPEN, "member");
  const token = newToken();
  await decree(world, { invitation: invitationBy(idOf("ada"), OPEN, token, "moderator") });
  await using lin = await come(world, "lin");
  for (const room of ["elsewhere", PLACES[1] ?? ""])
    await lin.ask("join", { room, invitation: token });
  expect(await ranksIn(world, OPEN)).not.toHaveProperty("lin");
  expect(await word(lin, "join", { room: OPEN, invitation: token })).toBe("ok");
  expect(await ranksIn(world, OPEN)).toMatchObject({ lin: "moderator" });
  // Those who are in come in, whatever the token is.
  for (const invitation of [token, newToken()])
    expect(await word(lin, "join", { room: OPEN, invitation })).toBe("ok");
  const [left] = await world.store.community.invitations(OPEN, 100);
  expect(left).toMatchObject({ used: 1 });
});

describe.each(STORES)("on %s", (store) => {
  test("H34: one person who redeems an invitation fifty times at once, from fifty connections, uses it once", async () => {
    await using world = await openWorld(store);
    const [, room = ""] = PLACES;
    await besiege(world, room, "member");
    const token = newToken();
    await decree(world, { invitation: { ...invitationBy(idOf("ada"), room, token), uses: 2 } });
    const crowd = await Promise.all(Array.from({ length: 50 }, () => come(world, "lin")));
    const words = await Promise.all(
      crowd.map((client) => word(client, "join", { room, invitation: token })),
    );
    expect(new Set(words)).toEqual(new Set(["ok"]));
    const [left] = await world.store.community.invitations(room, 100);
    expect(left).toMatchObject({ used: 1, uses: 2 });
    for (const client of crowd) client.socket.disconnect();
  });

  test("H34: `found` takes no room in which something was said, that somebody has, or that is the server's to name", async () => {
    await using world = await openWorld(store);
    await using mallory = await come(world, "mallory");
    await using lin = await Client.connect(world.url);
    await got(lin.ask("join", { room: "said" }));
    await got(lin.say("hello", { room: "said" }));
    await decree(world, { profiles: [{ room: "taken", kind: "open", at: 5 }] });
    const rooms = ["said", "taken", "lobby", SERVER_ROOM, `~${"x".repeat(22)}`];
    for (const room of rooms)
      expect([room, await word(mallory, "found", { room })]).toEqual([room, "no"]);
    // Of a first message and a `found` at once, one is first, and the room is whose it is then.
    const races = Array.from({ length: 10 }, async (_, n) => {
      const room = `race-${n}`;
      await got(lin.ask("join", { room }));
      const [founded, said] = await Promise.all([
        word(mallory, "found", { room }),
        lin.say("hello", { room }),
      ]);
      expect(said.ok).toBe(true);
      const { mallory: rank } = await ranksIn(world, room);
      expect([founded, rank]).toEqual(founded === "ok" ? ["ok", "owner"] : ["no", undefined]);
    });
    await Promise.all(races);
  });
});

/** Ways in which a token is tried. Each resolves with the code of the answer. */
const WAYS: Record<string, (world: World, token: string, address: string) => Promise<string>> = {
  async auth(world, invitation, address) {
    const auth = { key: keyOf("mallory"), name: "mallory", invitation };
    const error = await Client.refused(world.url, auth, { [ADDRESS_HEADER]: address });
    return (error as Error & { data: { code: string } }).data.code;
  },
  async invitation(world, token, address) {
    await using client = await known(world, address);
    return await word(client, "invitation", { token });
  },
  async join(world, invitation, address) {
    await using client = await known(world, address);
    return await word(client, "join", { room: `~${"x".repeat(22)}`, invitation });
  },
  async HTTP(world, token, address) {
    const headers = { [ADDRESS_HEADER]: address };
    const body = JSON.stringify({ token });
    return wordOf(
      await (await fetch(`${world.url}/invitation`, { method: "POST", headers, body })).text(),
    );
  },
};

const known = (world: World, address: string) =>
  Client.connect(
    world.url,
    "websocket",
    { key: keyOf("known"), name: "known" },
    { [ADDRESS_HEADER]: address },
  );

test.each(Object.keys(WAYS))(
  "H27: who guesses tokens by way of %s waits, at that address, by every way; people who are known come in meanwhile",
  async (first) => {
    await using world = await openWorld("SQLite", { ACCESS: "invited" });
    await give(world, SERVER_ROOM, { known: "member", ada: "owner" });
    const token = newToken();
    await decree(world, { invitation: invitationBy(idOf("ada"), SERVER_ROOM, token) });
    const [here, elsewhere] = ["203.0.113.7", "198.51.100.7"];
    const guess = WAYS[first];
    if (!guess) throw new Error("there is no such way");
    let guesses = 0;
    while ((await guess(world, newToken(), here)) !== "rate_limited")
      if ((guesses += 1) > 100) throw new Error("nobody stops who guesses");
    expect(guesses).toBeLessThanOrEqual(40);
    for (const way of Object.values(WAYS))
      for (const tried of [newToken(), token])
        expect(await way(world, tried, here)).toBe("rate_limited");
    // A person who is known comes in although a token comes along, which may be an old link's.
    await using _ = await known(world, here);
    await using phone = await Client.connect(
      world.url,
      "websocket",
      { key: keyOf("known"), invitation: newToken() },
      { [ADDRESS_HEADER]: here },
    );
    expect(phone.socket.connected).toBe(true);
    // At another address nobody waits, and an address is all of an IPv6 network.
    const { HTTP } = WAYS;
    expect(await HTTP?.(world, token, elsewhere)).toBe("ok");
    expect(world.logged.join("")).not.toContain(token);
  },
);
