import { Database } from "bun:sqlite";
import { expect, setDefaultTimeout, test as alone } from "bun:test";
import type { Message, ReplyTo } from "../../../src/protocol";
import { quickFolder } from "../../support/folder";
import { shared } from "../../support/shared";
import { upTo } from "../../store/contract-parts";
import { apart, come, idOf, codeOf, granted, type Here, serveOwned } from "./people";

setDefaultTimeout(60_000);
const test = alone.concurrent;
const common = shared(() => serveOwned());

const say = ({ client }: Here, txt: string, room: string) =>
  granted(client.say(txt, { room, name: "x" }));
const readBy = async ({ client }: Here, room: string) =>
  (await granted<{ messages: Message[] }>(client.ask("history", { room }))).messages;

/** ada, who owns the server, and lin, who are both in a room of the test's own. */
async function withLin() {
  const own = apart(common());
  const [ada, lin] = [await own.enterAsOwner("ada"), await own.enter("lin")];
  const tea = own.roomOf("tea");
  for (const { client } of [ada, lin]) await granted(client.ask("join", { room: tea }));
  return {
    ...own,
    ada,
    lin,
    tea,
    async [Symbol.asyncDispose]() {
      for (const { client } of [ada, lin]) await client[Symbol.asyncDispose]();
    },
  };
}

test("P23: a message is removed by somebody of higher rank, as one act, told to all, and by nobody else", async () => {
  await using people = await withLin();
  const { ada, lin, tea, idHere } = people;
  await say(lin, "rude", tea);
  await say(ada, "calm", tea);
  expect(await codeOf(lin.client.ask("remove", { room: tea, seq: 2 }))).toBe("forbidden");
  const { message } = await granted<ReplyTo<"remove">>(
    ada.client.ask("remove", { room: tea, seq: 1 }),
  );
  expect(message).toMatchObject({ txt: "", gone: { by: idHere("ada") } });
  expect(await lin.client.next("changed")).toMatchObject([
    { seq: 1, txt: "" },
    expect.any(Number),
    idHere("ada"),
  ]);
  const acts = (await readBy(lin, tea)).map(({ notice }) => notice?.act);
  expect(acts).toEqual([undefined, undefined, "remove"]);
  await granted(ada.client.ask("remove", { room: tea, seq: 1 }));
  expect(await readBy(lin, tea)).toHaveLength(3);
});

test("P31: a sweep removes what one person said in the last hours, and says in one line how much", async () => {
  await using people = await withLin();
  const { ada, lin, tea, idHere } = people;
  await say(ada, "before", tea);
  await Promise.all(upTo(250).map((n) => say(lin, `spam ${n}`, tea)));
  await say(ada, "after", tea);
  const asked = { room: tea, from: idHere("lin"), hours: 1, reason: "spam" };
  expect(await granted<ReplyTo<"sweep">>(ada.client.ask("sweep", asked))).toMatchObject({
    count: 250,
  });
  const left = (await ada.client.log(tea)).filter(({ gone }) => !gone);
  expect(left.map(({ txt }) => txt)).toEqual([
    "before",
    "after",
    "ada removed 250 messages of lin: spam",
  ]);
  expect(left.at(-1)?.notice).toMatchObject({ act: "sweep", count: 250 });
  expect(await granted<ReplyTo<"sweep">>(ada.client.ask("sweep", asked))).toMatchObject({
    count: 0,
  });
});

test("P32: a rank that is given, and a lock, are acts with a line each; what changes nothing has none", async () => {
  await using people = await withLin();
  const { ada, lin, tea, idHere } = people;
  for (const rank of ["moderator", "moderator", "member"])
    await granted(ada.client.ask("rank", { room: tea, from: idHere("lin"), rank }));
  for (const locked of [true, true, false])
    await granted(ada.client.ask("settle", { room: tea, locked }));
  await granted(ada.client.ask("settle", { room: tea, topic: "shapes" }));
  const notices = (await readBy(lin, tea)).map(({ notice }) => [notice?.act, notice?.rank]);
  expect(notices).toEqual([
    ["rank", "moderator"],
    ["rank", "member"],
    ["lock", undefined],
    ["unlock", undefined],
  ]);
});

test("P31: moderators look up what was done and what somebody said, and nobody else does", async () => {
  await using people = await withLin();
  const { ada, lin, tea, idHere } = people;
  for (const n of upTo(60)) await say(n % 2 === 0 ? ada : lin, `text ${n}`, tea);
  const asked = { room: tea, from: idHere("lin") };
  const first = await granted<ReplyTo<"said">>(ada.client.ask("said", asked));
  expect(first.messages.map(({ txt }) => txt).slice(0, 2)).toEqual(["text 59", "text 57"]);
  expect([first.messages.length, first.more, first.next]).toEqual([30, false, undefined]);
  const before = { ...asked, before: 10 };
  const last = await granted<ReplyTo<"said">>(ada.client.ask("said", before));
  expect([last.messages.length, last.more]).toEqual([5, false]);
  for (const minutes of upTo(55)) await granted(ada.client.ask("mute", { ...asked, minutes }));
  const acts = await granted<ReplyTo<"acts">>(ada.client.ask("acts", { room: tea }));
  expect([acts.messages.length, acts.more, acts.messages[0]?.seq]).toEqual([50, true, 115]);
  const rest = await granted<ReplyTo<"acts">>(
    ada.client.ask("acts", { room: tea, before: acts.messages.at(-1)?.seq }),
  );
  expect([rest.messages.length, rest.more]).toEqual([5, false]);
  for (const [event, request] of [
    ["acts", { room: tea }],
    ["acts", {}],
    ["said", asked],
    ["reports", { room: tea }],
    ["reports", {}],
  ] as const)
    expect(await codeOf(lin.client.ask(event, request))).toBe("forbidden");
});

test("P31: moderators ask what holds for a person, in a room or on the server, however long ago it was decided", async () => {
  await using people = await withLin();
  const { ada, tea, idHere } = people;
  const from = idHere("lin");
  const held = async (where: object) =>
    (await granted<ReplyTo<"acts">>(ada.client.ask("acts", { ...where, from }))).held;
  const here = { room: tea };
  expect(await held(here)).toEqual([]);
  await granted(ada.client.ask("mute", { ...here, from, minutes: 5, reason: "spam" }));
  await granted(ada.client.ask("ban", { from }));
  expect(await held(here)).toEqual([
    { act: "mute", by: idHere("ada"), byName: "ada", until: expect.any(Number), reason: "spam" },
  ]);
  expect(await held({})).toEqual([{ act: "ban", by: idHere("ada"), byName: "ada" }]);
  await granted(ada.client.ask("pardon", { ...here, from }));
  expect(await held(here)).toEqual([]);
  const others = await granted<ReplyTo<"acts">>(ada.client.ask("acts", here));
  expect(others.held).toBeUndefined();
});

test("P31: of somebody who was silent for long one is told where to go on, until what they said is found", async () => {
  const file = `${await quickFolder("chuan-silent-")}/chuan.db`;
  await using server = await serveOwned({ DATABASE_URL: `sqlite:${file}` });
  const { ada } = server;
  await using lin = await come(server.url, "lin");
  for (const { client } of [ada, lin]) await granted(client.ask("join", { room: "tea" }));
  await say(lin, "the first", "tea");
  const head = 100_200;
  using beside = new Database(file);
  // Numbers are looked through, whether or not their messages are there: each hundredth is.
  beside.run(`
    INSERT INTO messages (room, seq, at, sender, id, name, txt)
    WITH RECURSIVE n(i) AS (SELECT 200 UNION ALL SELECT i + 100 FROM n WHERE i < ${head})
    SELECT r.id, i, r.at, 'ada', 'id-' || i, 'ada', 'as people write' FROM n, rooms r WHERE r.name = 'tea'`);
  beside.run(`UPDATE rooms SET head = ${head} WHERE name = 'tea'`);
  const asked = { room: "tea", from: idOf("lin") };
  const first = await granted<ReplyTo<"said">>(ada.client.ask("said", asked));
  // 20 times 5000 numbers are looked through at once.
  expect([first.messages, first.more, first.next]).toEqual([[], true, 201]);
  const rest = await granted<ReplyTo<"said">>(
    ada.client.ask("said", { ...asked, before: first.next }),
  );
  expect(rest).toMatchObject({ messages: [{ seq: 1, txt: "the first" }], more: false });
});
