/** Whom one lets write to one (P30). */
import { expect, setDefaultTimeout, test as alone } from "bun:test";
import type { FoundPerson, Member, Self } from "../../../src/protocol";
import { DIRECT_A_DAY } from "../../../src/protocol/limits";
import { serve } from "../../support/server";
import {
  allow,
  bring,
  codeOf,
  come,
  foundClosed,
  granted,
  type Here,
  idOf,
  roomNotice,
  writeTo,
} from "../access/people";

setDefaultTimeout(60_000);

const test = alone.concurrent;

/** The whole of the answer, as somebody reads it who wants to find something out. */
const answered = async ({ client }: Here, name: string) =>
  JSON.stringify(await client.ask("direct", { from: idOf(name) }));

const block = ({ client }: Here, name: string, on: boolean) =>
  granted(client.ask("block", { from: idOf(name), on }));

test("P30: people of a shared closed room write to each other, and others where one lets everybody; nobody to somebody who lets nobody", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using lin = await come(server.url, "lin");
  await using nur = await come(server.url, "nur");
  const refused = await answered(nur, "lin");
  expect(refused).toContain('"forbidden"');
  expect(await answered(ada, "lin")).toBe(refused);
  await bring(ada, await foundClosed(ada), lin);
  expect((await writeTo(ada, "lin")).kind).toBe("direct");
  await allow(lin, { direct: "everybody" });
  await using zoe = await come(server.url, "zoe");
  expect((await writeTo(zoe, "lin")).kind).toBe("direct");
  await allow(lin, { direct: "nobody" });
  expect(await answered(nur, "lin")).toBe(refused);
  // A room that is there stays.
  expect((await writeTo(zoe, "lin")).kind).toBe("direct");
});

test("P30: a direct room with somebody whom one blocks is gone until one ends that; they write on, and find out nothing", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using lin = await come(server.url, "lin");
  await allow(ada, { direct: "everybody" });
  const { room } = await writeTo(lin, "ada");
  await roomNotice(ada.client, (one) => one.room === room);
  for (const { client } of [ada, lin])
    expect(await client.ask("join", { room })).toMatchObject({ ok: true, count: 0, people: [] });
  await block(ada, "lin", true);
  expect(await roomNotice(ada.client, (one) => one.gone === true)).toMatchObject({
    room,
    kind: "direct",
  });
  expect(((await ada.client.next("self")) as [Self])[0]).toMatchObject({ direct: "everybody" });
  await granted(lin.client.say("are you there?", { room }));
  expect((await writeTo(lin, "ada")).room).toBe(room);
  // As before: who is in a direct room is told to nobody.
  expect(await lin.client.ask("join", { room })).toMatchObject({ count: 0, people: [] });
  expect(await ada.client.unread()).toBe(0);
  expect(await codeOf(ada.client.ask("history", { room }))).toBe("forbidden");
  expect(await codeOf(ada.client.ask("direct", { from: idOf("lin") }))).toBe("forbidden");
  await using phone = await come(server.url, "ada");
  expect(phone.welcome.rooms).toEqual([]);
  expect(phone.welcome.self?.blocked).toEqual([idOf("lin")]);
  await block(ada, "lin", false);
  expect(await roomNotice(phone.client, (one) => one.room === room)).toMatchObject({ head: 1 });
});

test("H26: who is blocked is answered as everybody is whom somebody does not let write to them, and as nobody's id is", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using eve = await come(server.url, "eve");
  await using lin = await come(server.url, "lin");
  const room = await foundClosed(ada);
  for (const one of [eve, lin]) await bring(ada, room, one);
  await block(ada, "eve", true);
  const answers = [await answered(eve, "ada")];
  await allow(ada, { direct: "nobody" });
  answers.push(await answered(lin, "ada"), await answered(lin, "somebody who never came"));
  expect(new Set(answers).size).toBe(1);
  const others = ["people", "members"].map((event) =>
    granted<{ people?: FoundPerson[]; members?: Member[] }>(
      eve.client.ask(event, { room, ...(event === "people" && { from: [idOf("ada")] }) }),
    ),
  );
  await granted(eve.client.ask("join", { room })).catch(() => {});
  for (const reply of await Promise.allSettled(others))
    expect(JSON.stringify(reply)).not.toContain("block");
});

test("H26: nobody begins rooms with a thousand people: so many a day, and the next one waits", async () => {
  await using server = await serve({ MESSAGE_RATE: "1000", MESSAGE_BURST: "1000" });
  const open = await Promise.all(
    Array.from({ length: DIRECT_A_DAY + 5 }, async (_, n) => {
      await using one = await come(server.url, `person ${n}`);
      await allow(one, { direct: "everybody" });
      return `person ${n}`;
    }),
  );
  await using eve = await come(server.url, "eve");
  const codes: string[] = [];
  for (const name of open) {
    let code: string;
    do {
      const reply = await answered(eve, name);
      code = reply.includes('"ok":true')
        ? "ok"
        : reply.includes("people written")
          ? "spent"
          : "again";
      if (code === "again") await Bun.sleep(500);
    } while (code === "again");
    codes.push(code);
  }
  expect(codes.filter((code) => code === "ok")).toHaveLength(DIRECT_A_DAY);
  expect(codes.slice(DIRECT_A_DAY)).toEqual(Array.from({ length: 5 }, () => "spent"));
});
