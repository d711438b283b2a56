/** What happens when ranks change, or connections end, in the middle of something. */
import { expect, setDefaultTimeout, test as alone } from "bun:test";
import {
  type Community,
  type CommunityChange,
  type Log,
  LogUnavailable,
  openSqlite,
  type Persons,
  storeOfOneMachine,
} from "../../../src/store";
import { readConfig } from "../../../src/start/config";
import { Client } from "../../support/client";
import { within } from "../../support/deadline";
import { until } from "../../support/until";
import type { ReplyTo } from "../../../src/protocol";
import { bring, codeOf, come, foundClosed, granted, idOf, keyOf, roomNotice } from "./people";
import { serveOn } from "../../support/server";

setDefaultTimeout(60_000);
const test = alone.concurrent;

/** A door that a test closes, and opens again for all who wait. */
function gate() {
  let opened = Promise.withResolvers<void>();
  opened.resolve();
  let waiting = 0;
  return {
    close: () => void (opened = Promise.withResolvers()),
    open: () => opened.resolve(),
    waiting: () => waiting,
    async pass(): Promise<void> {
      waiting += 1;
      await opened.promise;
      waiting -= 1;
    },
  };
}

interface Parts {
  log: Log;
  community: Community;
  persons: Persons;
}

/** A server on a store in memory of which a test replaces parts. */
async function serveWith(replace: (parts: Parts) => Partial<Parts>, env = {}) {
  const parts = openSqlite(":memory:", () => {});
  const { log, community, persons } = { ...parts, ...replace(parts) };
  const config = readConfig({ PORT: "0", HOST: "127.0.0.1", DRAIN_SECONDS: "1", ...env });
  const server = await serveOn(storeOfOneMachine(log, { community, persons }), config);
  return {
    url: server.url,
    community: parts.community,
    persons: parts.persons,
    stop: server.stop,
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

test("P31: a join that is under way when the membership ends is refused, and the caller is not in the room", async () => {
  const roomReads = gate();
  await using server = await serveWith(({ log }) => ({
    log: {
      ...log,
      async read(room, range) {
        if (room.startsWith("~")) await roomReads.pass();
        return log.read(room, range);
      },
    },
  }));
  await using ada = await come(server.url, "ada");
  await using lin = await come(server.url, "lin");
  await using phone = await come(server.url, "lin");
  const room = await foundClosed(ada);
  await granted(ada.client.ask("join", { room }));
  await bring(ada, room, lin);
  roomReads.close();
  const joining = codeOf(phone.client.ask("join", { room }));
  const reading = codeOf(phone.client.ask("history", { room }));
  await until("the join and the page to wait", () => roomReads.waiting() === 2);
  await granted(lin.client.ask("quit", { room }));
  roomReads.open();
  expect(await Promise.all([joining, reading])).toEqual(["forbidden", "forbidden"]);
  await ada.client.say("about lin", { room });
  expect(await phone.client.unread()).toBe(0);
});

test("H28: names that are asked for in all of one's rooms when a membership ends come from the others alone", async () => {
  const finds = gate();
  await using server = await serveWith(({ community }) => ({
    community: {
      ...community,
      async find(room, wanted, limit) {
        if (room.startsWith("~")) await finds.pass();
        return community.find(room, wanted, limit);
      },
    },
  }));
  await using ada = await come(server.url, "ada");
  await using lin = await come(server.url, "lin");
  await using phone = await come(server.url, "lin");
  const room = await foundClosed(ada);
  await granted(ada.client.ask("join", { room }));
  await granted(ada.client.ask("leave", { room: "lobby" }));
  await bring(ada, room, lin);
  await granted(phone.client.ask("join", { room }));
  const asking = () => phone.client.ask("people", { from: [idOf("ada"), idOf("nobody")] });
  expect(await asking()).toMatchObject({ people: [{ name: "ada" }] });
  finds.close();
  const asked = asking();
  await until("the question waiting", () => finds.waiting() === 1);
  await granted(lin.client.ask("quit", { room }));
  finds.open();
  expect(await asked).toEqual({ ok: true, people: [] });
});

test("P31: a message that waits when the membership ends is refused, and stored nowhere", async () => {
  const calls = gate();
  await using server = await serveWith(({ community }) => ({
    community: {
      ...community,
      async find(...asked) {
        await calls.pass();
        return community.find(...asked);
      },
    },
  }));
  await using ada = await come(server.url, "ada");
  await using lin = await come(server.url, "lin");
  const room = await foundClosed(ada);
  await granted(ada.client.ask("join", { room }));
  await bring(ada, room, lin);
  calls.close();
  const said = codeOf(lin.client.say("@ada: hello", { room }));
  await until("the message to wait", () => calls.waiting() === 1);
  await granted(lin.client.ask("quit", { room }));
  calls.open();
  expect(await said).toBe("forbidden");
  expect(await ada.client.log(room)).toEqual([]);
});

test("P27: a client that goes while the server finds out who it is leaves nothing behind", async () => {
  const people = gate();
  const asked: string[] = [];
  await using server = await serveWith(({ community, persons }) => ({
    community: {
      ...community,
      person(from) {
        asked.push(from);
        return community.person(from);
      },
    },
    persons: {
      ...persons,
      async holder(key) {
        await people.pass();
        return persons.holder(key);
      },
    },
  }));
  await using ada = await come(server.url, "ada");
  people.close();
  const gone = new WebSocket(`${server.url}/socket.io/?EIO=4&transport=websocket`);
  await new Promise((resolve) => gone.addEventListener("open", resolve));
  gone.send(`40${JSON.stringify({ key: keyOf("lin") })}`);
  await until("the client to wait at the door", () => people.waiting() === 1);
  const closed = new Promise((resolve) => gone.addEventListener("close", resolve));
  gone.close();
  await within(20_000, "the client to be gone", closed);
  people.open();
  expect(await ada.client.ask("join", { room: "lobby" })).toMatchObject({ count: 1 });
  // Nobody of lin's is here: a change of theirs is not looked up.
  asked.length = 0;
  await server.community.enrol("designers", { from: idOf("lin"), name: "lin" });
  await granted(ada.client.ask("join", { room: "designers" }));
  expect(asked).not.toContain(idOf("lin"));
});

test("P35: a key that is replaced while its connection waits at the door does not come in", async () => {
  const names = gate();
  await using server = await serveWith(({ persons }) => ({
    persons: {
      ...persons,
      async owners(looks) {
        await names.pass();
        return persons.owners(looks);
      },
    },
  }));
  // Only a name that somebody owns is asked about.
  await server.persons.grant({ looks: ["eve", "EVE"], name: "eve", from: idOf("ada") });
  await using ada = await come(server.url, "ada");
  names.close();
  await using eve = Client.begin(server.url, { name: "eve", key: keyOf("ada") });
  await until("the client to wait at the door", () => names.waiting() === 1);
  const [first, out] = [ada.client, eve].map(
    ({ socket }) => new Promise<string>((resolve) => socket.once("disconnect", resolve)),
  );
  expect(await server.persons.replaceKey(idOf("ada"), "a-new-key-of-ada", idOf("ada"))).toBeTrue();
  await within(20_000, "the end of the other connection", first ?? Promise.reject());
  names.open();
  const end = await within(20_000, "the end of the connection", out ?? Promise.reject());
  expect(end).toBe("io server disconnect");
  expect(eve.heard("dixiu")).toBeFalse();
});

test("P34: a name that becomes somebody else's while a connection waits at the door is not the connection's", async () => {
  const invitations = gate();
  await using server = await serveWith(({ community }) => ({
    community: {
      ...community,
      async invitation(id) {
        await invitations.pass();
        return community.invitation(id);
      },
    },
  }));
  await using lin = await come(server.url, "lin");
  invitations.close();
  const coming = come(server.url, "ada", { invitation: "x".repeat(22) });
  await until("the client to wait at the door", () => invitations.waiting() === 1);
  await granted(lin.client.ask("claim", { name: "ada" }));
  invitations.open();
  await using eve = await coming;
  const found = async () => {
    const { people } = await granted<ReplyTo<"people">>(
      lin.client.ask("people", { room: "lobby", q: "ada" }),
    );
    return people;
  };
  await until("nobody to be there under the name", async () => (await found()).length === 0);
  expect(await codeOf(eve.client.say("I am ada", { name: "ada" }))).toBe("name_taken");
});

test("P18: a client that waits at the door when the drain begins is closed, and tries again", async () => {
  const people = gate();
  const messages = gate();
  const server = await serveWith(
    ({ persons, log }) => ({
      log: {
        ...log,
        async append(draft) {
          await messages.pass();
          return log.append(draft);
        },
      },
      persons: {
        ...persons,
        async holder(key) {
          await people.pass();
          return persons.holder(key);
        },
      },
    }),
    { DRAIN_SECONDS: "5" },
  );
  people.close();
  const late = new WebSocket(`${server.url}/socket.io/?EIO=4&transport=websocket`);
  const heard: string[] = [];
  late.addEventListener("message", ({ data }) => heard.push(String(data)));
  await new Promise((resolve) => late.addEventListener("open", resolve));
  const closed = new Promise((resolve) => late.addEventListener("close", resolve));
  late.send(`40${JSON.stringify({ key: keyOf("lin") })}`);
  await until("the client to wait at the door", () => people.waiting() === 1);
  await using ada = await Client.connect(server.url);
  messages.close();
  // The drain goes on until this is stored.
  const said = ada.say("hello");
  await until("the message to wait", () => messages.waiting() === 1);
  const stopped = server.stop();
  await ada.next("leaving");
  people.open();
  await within(20_000, "the end of the connection", closed);
  messages.open();
  expect(await codeOf(said)).toBe("ok");
  expect(heard.filter((packet) => packet.startsWith("44"))).toEqual([]);
  await stopped;
});

test("P27: when it cannot be known who a client is, its connection is lost, and it comes in when that is known again", async () => {
  let isAway = false;
  await using server = await serveWith(({ persons }) => ({
    persons: {
      ...persons,
      holder: (key) => (isAway ? Promise.reject(new LogUnavailable("away")) : persons.holder(key)),
    },
  }));
  isAway = true;
  const coming = come(server.url, "ada");
  await using nobody = await Client.connect(server.url);
  expect(await codeOf(nobody.say("hello"))).toBe("ok");
  isAway = false;
  await using ada = await coming;
  expect(ada.welcome.you.name).toBe("ada");
});

test("P31: a machine that has not heard its database shows nobody a closed room, and closes the connections that are in one", async () => {
  const stale: (() => void)[] = [];
  const told: ((change: CommunityChange) => void)[] = [];
  let isFresh = true;
  await using server = await serveWith(({ community }) => ({
    community: {
      ...community,
      isFresh: () => isFresh,
      onStale: (listener) => void stale.push(listener),
      onChange(listener) {
        told.push(listener);
        community.onChange(listener);
      },
    },
  }));
  await using ada = await come(server.url, "ada");
  await using desk = await come(server.url, "ada");
  await using lin = await come(server.url, "lin");
  const room = await foundClosed(ada);
  await granted(ada.client.ask("join", { room }));
  const ended = new Promise<string>((resolve) => ada.client.socket.once("disconnect", resolve));
  isFresh = false;
  for (const tell of stale) tell();
  expect(await within(20_000, "the end of the connection", ended)).toMatch(/^transport/);
  for (const { client } of [desk, lin])
    for (const event of ["join", "history", "members"])
      expect(await client.ask(event, { room })).toMatchObject({
        error: { code: "unavailable", retryAfter: expect.any(Number) },
      });
  expect(await codeOf(lin.client.say("hello"))).toBe("ok");
  isFresh = true;
  for (const tell of told) tell("all");
  expect(await codeOf(desk.client.ask("join", { room }))).toBe("ok");
});

test("H36: a machine that hears its database again shows nobody a closed room before it has read who is still in it", async () => {
  const persons = gate();
  let [isFresh, isDeaf] = [true, false];
  const stale: (() => void)[] = [];
  const told: ((change: CommunityChange) => void)[] = [];
  await using server = await serveWith(({ community }) => ({
    community: {
      ...community,
      isFresh: () => isFresh,
      onStale: (listener) => void stale.push(listener),
      onChange(listener) {
        told.push(listener);
        community.onChange((change) => isDeaf || listener(change));
      },
      async person(from) {
        await persons.pass();
        return community.person(from);
      },
    },
  }));
  await using ada = await come(server.url, "ada");
  await using lin = await come(server.url, "lin");
  const room = await foundClosed(ada);
  await bring(ada, room, lin);
  await granted(lin.client.ask("leave", { room }));
  const read = () => codeOf(lin.client.ask("history", { room }));
  expect(await read()).toBe("ok");
  [isFresh, isDeaf] = [false, true];
  for (const tell of stale) tell();
  expect(await read()).toBe("unavailable");
  // As another machine does it.
  const person = { from: idOf("lin"), name: "lin" };
  await server.community.decide({ rooms: [room], people: [person.from] }, () => ({
    members: [{ room, person, rank: undefined }],
  }));
  persons.close();
  isFresh = true;
  for (const tell of told) tell("all");
  expect(await read()).toBe("unavailable");
  persons.open();
  await until("the answer of those who know", async () => (await read()) === "forbidden");
});

test("P31: a standing that could not be read again after a change is read until it is known, and closed rooms wait", async () => {
  let isAway = false;
  await using server = await serveWith(({ community }) => ({
    community: {
      ...community,
      person: (from) =>
        isAway ? Promise.reject(new LogUnavailable("away")) : community.person(from),
    },
  }));
  await using ada = await come(server.url, "ada");
  await using lin = await come(server.url, "lin");
  const room = await foundClosed(ada);
  await bring(ada, room, lin);
  isAway = true;
  // As another process does it.
  const question = { rooms: [room], people: [idOf("lin")] };
  const person = { from: idOf("lin"), name: "lin" };
  await server.community.decide(question, () => ({ members: [{ room, person, rank: undefined }] }));
  expect(await codeOf(lin.client.ask("history", { room }))).toBe("unavailable");
  isAway = false;
  await roomNotice(lin.client, ({ gone }) => gone === true);
  expect(await codeOf(lin.client.ask("history", { room }))).toBe("forbidden");
});

test("P29: a room can be joined and read although the membership cannot be stored", async () => {
  await using server = await serveWith(({ community }) => ({
    community: { ...community, enrol: () => Promise.reject(new LogUnavailable("full")) },
  }));
  await using ada = await come(server.url, "ada");
  expect(await ada.client.ask("join", { room: "designers" })).toMatchObject({ ok: true, count: 1 });
});

test("P34: however much people say, who owns their name is read once, and that they speak under it is written once", async () => {
  const read: string[] = [];
  const written: string[] = [];
  await using server = await serveWith(({ persons }) => ({
    persons: {
      ...persons,
      owners: (looks) => (read.push(...looks), persons.owners(looks)),
      noteSpoken: (spoken) => (
        written.push(...spoken.map(({ look }) => look)),
        persons.noteSpoken(spoken)
      ),
    },
  }));
  await server.persons.grant({ looks: ["ada", "ADA"], name: "ada", from: idOf("ada") });
  const people = [await come(server.url, "ada"), await come(server.url, "ada")];
  for (const { client } of people)
    for (let n = 0; n < 10; n += 1) await granted(client.say("hello", { name: "ada" }));
  await until("the name to be noted", () => written.length > 0);
  expect([read, written]).toEqual([
    ["ada", "ADA"],
    ["ada", "ADA"],
  ]);
  for (const { client } of people) client.socket.disconnect();
});

test("P27: a client without a key costs no read of people and rooms, whatever it does in open rooms", async () => {
  const asked: string[] = [];
  await using server = await serveWith(({ community }) => ({
    community: {
      ...community,
      person: (from) => (asked.push("person"), community.person(from)),
      enrol: (room, person) => (asked.push("enrol"), community.enrol(room, person)),
    },
  }));
  await using lin = await Client.connect(server.url);
  await granted(lin.ask("join", { room: "designers" }));
  await lin.say("hello", { room: "designers" });
  await lin.ask("history", { room: "designers" });
  await lin.ask("rename", { name: "lin" });
  expect(asked).toEqual([]);
});

test("P31, P34: no message asks the store who its sender is, whose the name is, and what the room is like", async () => {
  let asked = 0;
  await using server = await serveWith(({ community, persons }) => ({
    community: {
      ...community,
      person: (from) => ((asked += 1), community.person(from)),
      profile: (room) => ((asked += 1), community.profile(room)),
    },
    persons: {
      ...persons,
      holder: (key) => ((asked += 1), persons.holder(key)),
      owners: (looks) => ((asked += 1), persons.owners(looks)),
    },
  }));
  await using ada = await come(server.url, "ada");
  const room = await foundClosed(ada);
  await granted(ada.client.ask("join", { room }));
  asked = 0;
  for (let n = 0; n < 10; n++) await ada.client.say("hello", { room });
  for (let n = 0; n < 10; n++) await ada.client.say("hello");
  await ada.client.ask("history", { room });
  expect(asked).toBe(0);
});
