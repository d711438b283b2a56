/** Who moderates, as everybody in a room may know it (P25, P31). */
import { expect, setDefaultTimeout, test as alone } from "bun:test";
import type { FoundPerson, ReplyTo } from "../../../src/protocol";
import { until } from "../../support/until";
import { bring, come, foundClosed, granted, type Here, idOf, serveOwned } from "../access/people";

setDefaultTimeout(60_000);
const test = alone.concurrent;

const ask = async ({ client }: Here, request: object) =>
  (await granted<ReplyTo<"people">>(client.ask("people", request))).people;
const ranks = (people: readonly FoundPerson[]) =>
  people.map(({ name, rank, onServer }) => [name, rank, onServer]);
const inOrder = (told: ReturnType<typeof ranks>) =>
  told.toSorted(([one = ""], [other = ""]) => one.localeCompare(other));
const give = (by: Here, whom: string, rank: string) =>
  granted(by.client.ask("rank", { from: idOf(whom), rank }));
test("P25: a stranger in the lobby learns who of those who are there moderates the server, and of members no rank", async () => {
  await using server = await serveOwned();
  const invite = async (rank: string) =>
    (await granted<{ token: string }>(server.ada.client.ask("invite", { rank }))).token;
  await using lin = await come(server.url, "lin", { invitation: await invite("moderator") });
  await using mei = await come(server.url, "mei", { invitation: await invite("member") });
  await using eve = await come(server.url, "eve");
  const everybody = [
    ["ada", undefined, "owner"],
    ["eve", undefined, undefined],
    ["lin", undefined, "moderator"],
    ["mei", undefined, undefined],
  ];
  expect(ranks(await ask(eve, { room: "lobby", q: "" }))).toEqual(everybody);
  const from = ["ada", "lin", "mei"].map(idOf);
  expect(ranks(await ask(eve, { room: "lobby", from }))).toEqual(
    expect.arrayContaining(everybody.filter(([one]) => one !== "eve")),
  );
  expect(ranks(await ask(eve, { room: "lobby", moderators: true }))).toEqual([
    ["ada", undefined, "owner"],
    ["lin", undefined, "moderator"],
  ]);
  const about = async (whom: string) => ranks(await ask(eve, { room: "lobby", q: whom }));
  await give(server.ada, "mei", "moderator");
  expect(await about("mei")).toEqual([["mei", undefined, "moderator"]]);
  await give(server.ada, "mei", "member");
  expect(await about("mei")).toEqual([["mei", undefined, undefined]]);
  await lin.client[Symbol.asyncDispose]();
  for (const request of [{ q: "lin" }, { from: [idOf("lin")] }, { moderators: true }])
    await until("lin to be away", async () => {
      const found = await ask(mei, { room: "lobby", ...request });
      return found.every((one) => one.name !== "lin");
    });
});

test("P25: in an open room the room's own moderators are told, and those of the server who are there; of a closed room the room's alone", async () => {
  await using server = await serveOwned();
  const { ada } = server;
  await using lin = await come(server.url, "lin");
  await using eve = await come(server.url, "eve");
  await granted(lin.client.ask("found", { room: "designers" }));
  for (const { client } of [lin, eve, ada])
    await granted(client.ask("join", { room: "designers" }));
  const moderators = async (by: Here, room: string) =>
    inOrder(ranks(await ask(by, { room, moderators: true })));
  expect(await moderators(eve, "designers")).toEqual([
    ["ada", undefined, "owner"],
    ["lin", "owner", undefined],
  ]);
  const { members } = await granted<ReplyTo<"members">>(
    eve.client.ask("members", { room: "designers" }),
  );
  expect(inOrder(ranks(members))).toEqual([
    ["ada", "member", "owner"],
    ["eve", "member", undefined],
    ["lin", "owner", undefined],
  ]);
  const plans = await foundClosed(lin);
  await bring(lin, plans, ada);
  await bring(lin, plans, eve, "moderator");
  expect(await moderators(ada, plans)).toEqual([
    ["eve", "moderator", undefined],
    ["lin", "owner", undefined],
  ]);
  expect(ranks(await ask(eve, { room: plans, q: "ada" }))).toEqual([["ada", undefined, undefined]]);
});

test("P25: neither without a room nor in a direct room does anybody learn a rank", async () => {
  await using server = await serveOwned();
  await using eve = await come(server.url, "eve");
  await granted(server.ada.client.ask("allow", { direct: "everybody" }));
  const { room } = await granted<ReplyTo<"direct">>(
    eve.client.ask("direct", { from: idOf("ada") }),
  );
  await granted(eve.client.ask("join", { room: room.room }));
  const from = [idOf("ada")];
  for (const request of [{ from }, { room: room.room, from }, { room: room.room, q: "" }]) {
    const found = await ask(eve, request);
    expect(found.some((one) => one.from === idOf("ada"))).toBeTrue();
    expect(found.some((one) => "rank" in one || "onServer" in one)).toBeFalse();
  }
  expect(await ask(eve, { room: room.room, moderators: true })).toEqual([]);
});
