/** What is read of the community, when, and what holds while it cannot be read. */
import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { type CommunityChange, LogUnavailable } from "../../../src/store";
import { Client } from "../../support/client";
import { within } from "../../support/deadline";
import { until } from "../../support/until";
import { bring, codeOf, come, foundClosed, granted, idOf, roomNotice } from "./people";
import { gate, serveWith } from "./gate";

setDefaultTimeout(60_000);

const test = alone.concurrent;

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
