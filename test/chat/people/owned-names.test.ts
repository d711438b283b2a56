/** Names that people own (P34, P37, H26). */
import { expect, setDefaultTimeout, test as alone } from "bun:test";
import type { Message, Person, ReplyTo, Self } from "../../../src/protocol";
import { Client } from "../../support/client";
import { serve } from "../../support/server";
import { until } from "../../support/until";
import { codeOf, come, granted, idOf, serveOwned } from "../access/people";

setDefaultTimeout(60_000);
const test = alone.concurrent;

const claim = ({ client }: { client: Client }, name: string) =>
  codeOf(client.ask("claim", { name }));
const say = (client: Client, name: string) => codeOf(client.say("hello", { name }));
const grant = (client: Client, from: string) => codeOf(client.ask("grant", { name: "lin", from }));
const nameOf = async (url: string, auth: object) => {
  await using client = await Client.connect(url, "websocket", auth);
  const [, welcome] = (await client.next("dixiu")) as [string, { you: Person }];
  return welcome.you.name;
};

test("P34: nobody else speaks under a name that is somebody's own, takes it, or comes in under it, with a key or without", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using lin = await come(server.url, "lin");
  await using guest = await Client.connect(server.url);
  expect(await claim(ada, "ada")).toBe("ok");
  for (const name of ["ada", "Ada", "аdа", "a\u200bda"]) {
    for (const client of [lin.client, guest]) {
      expect(await say(client, name)).toBe("name_taken");
      expect(await codeOf(client.ask("rename", { name }))).toBe("name_taken");
    }
    expect(await claim(lin, name)).toBe("name_taken");
    expect(await nameOf(server.url, { name, key: "another key of somebody" })).toBe("");
    expect(await nameOf(server.url, { name })).toBe("");
    expect(await nameOf(server.url, { name, key: "the secret key of ada" })).toBe(name);
    expect(await say(ada.client, name)).toBe("ok");
  }
  expect(await say(lin.client, "lin")).toBe("ok");
  expect(await say(guest, "guest")).toBe("ok");
});

test("P34: a person is told what name is theirs, on every connection, and gives it up for another or for none", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using phone = await come(server.url, "ada");
  await using lin = await come(server.url, "lin");
  expect(ada.welcome.self).toEqual({ direct: "shared", lastSeen: false, blocked: [] });
  expect(await claim(ada, "ada")).toBe("ok");
  expect((await phone.client.next("self"))[0]).toMatchObject({ claimed: "ada" });
  expect(await claim(ada, "countess")).toBe("ok");
  expect((await phone.client.next("self"))[0]).toMatchObject({ claimed: "countess" });
  await using again = await come(server.url, "ada");
  expect(again.welcome.self).toMatchObject({ claimed: "countess" });
  expect(await claim(lin, "ada")).toBe("ok");
  await granted(phone.client.ask("release", {}));
  const [self] = (await again.client.next("self")) as [Self];
  expect(self.claimed).toBeUndefined();
  expect(await say(lin.client, "countess")).toBe("ok");
});

test("P34: what its owner says under a name has `owned`, live, in the acknowledgement and in history, for good", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using lin = await come(server.url, "lin");
  await granted(ada.client.say("before"));
  expect((await lin.client.message()).meta.owned).toBeUndefined();
  await granted(ada.client.ask("claim", { name: "ada" }));
  const { meta } = await granted<ReplyTo<"chuan">>(ada.client.say("after"));
  expect(meta.owned).toBeTrue();
  expect((await lin.client.message()).meta.owned).toBeTrue();
  await granted(ada.client.say("under another", { name: "countess" }));
  await granted(ada.client.ask("edit", { room: "lobby", seq: 2, txt: "afterwards" }));
  await granted(ada.client.ask("release", {}));
  const messages: Message[] = await lin.client.log("lobby");
  expect(messages.map(({ txt, owned }) => [txt, owned])).toEqual([
    ["before", undefined],
    ["afterwards", true],
    ["under another", undefined],
  ]);
});

test("P34: a name under which somebody else spoke is given by a moderator of the server, and by nobody else", async () => {
  await using server = await serveOwned();
  await using lin = await come(server.url, "lin");
  await using eve = await come(server.url, "eve");
  await granted(lin.client.say("hello", { name: "lin" }));
  for (const name of ["lin", "Iin", "LIN"]) expect(await claim(eve, name)).toBe("forbidden");
  expect(await grant(eve.client, idOf("eve"))).toBe("forbidden");
  expect(await grant(server.ada.client, idOf("eve"))).toBe("ok");
  expect(await say(lin.client, "lin")).toBe("name_taken");
  expect(await grant(server.ada.client, idOf("lin"))).toBe("name_taken");
  expect(await claim(lin, "lin")).toBe("name_taken");
  expect(await say(eve.client, "lin")).toBe("ok");
});

test("P8, P34: a message that is stored is acknowledged again under its number, although its name became somebody else's meanwhile", async () => {
  await using server = await serveOwned();
  await using lin = await come(server.url, "lin");
  await using eve = await come(server.url, "eve");
  const sent = { id: "a message of lin's", name: "lin" };
  const { meta } = await granted<ReplyTo<"chuan">>(lin.client.say("hello", sent));
  expect(await grant(server.ada.client, idOf("eve"))).toBe("ok");
  await using phone = await come(server.url, "lin");
  expect(phone.welcome.you.name).toBe("");
  for (const { client } of [lin, phone]) {
    const again = await granted<ReplyTo<"chuan">>(client.say("hello", sent));
    expect(again.meta).toMatchObject({
      seq: meta.seq,
      id: sent.id,
      from: idOf("lin"),
      at: meta.at,
    });
    expect(again.message).toMatchObject({ txt: "hello", name: "lin" });
    expect(await codeOf(client.say("hello", { ...sent, id: "another" }))).toBe("name_taken");
    expect(await codeOf(client.say("hello", { name: "lin" }))).toBe("name_taken");
  }
  expect(await codeOf(server.ada.client.say("hello", sent))).toBe("name_taken");
  const found = await granted<ReplyTo<"people">>(
    eve.client.ask("people", { room: "lobby", from: [idOf("lin")] }),
  );
  expect(found.people).toEqual([]);
  await granted(lin.client.ask("remove", { room: "lobby", seq: meta.seq }));
  const gone = await granted<ReplyTo<"chuan">>(phone.client.say("hello", sent));
  expect(gone.message).toMatchObject({ seq: meta.seq, gone: { by: idOf("lin") } });
  expect(await server.ada.client.log("lobby")).toHaveLength(1);
});

test("P34: a connection under a name that becomes somebody else's has no name from then on", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using eve = await Client.connect(server.url, "websocket", { name: "ada" });
  await granted(ada.client.ask("claim", { name: "ada" }));
  await until("eve to have no name", async () => {
    const { people } = await granted<ReplyTo<"people">>(
      ada.client.ask("people", { room: "lobby", q: "ada" }),
    );
    return people.length === 1;
  });
  expect(await say(eve, "eve")).toBe("ok");
});

test("P34: people who are found, and members, have `owned` where the name is their own", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using lin = await come(server.url, "lin");
  for (const { client } of [ada, lin]) await granted(client.ask("join", { room: "designers" }));
  await granted(ada.client.ask("claim", { name: "ada" }));
  const found = await granted<ReplyTo<"people">>(
    lin.client.ask("people", { room: "designers", q: "" }),
  );
  expect(found.people).toEqual([
    { from: idOf("ada"), name: "ada", owned: true },
    { from: idOf("lin"), name: "lin" },
  ]);
  const { members } = await granted<ReplyTo<"members">>(
    lin.client.ask("members", { room: "designers" }),
  );
  expect(members.find(({ name }) => name === "ada")).toMatchObject({ owned: true });
});

test("H26: throwaway keys of one address claim twenty names a day, and none under which somebody speaks", async () => {
  await using server = await serve();
  await using lin = await come(server.url, "lin");
  await granted(lin.client.say("hello", { name: "lin" }));
  const thief = async (n: number, name: string) => {
    await using one = await come(server.url, `thief ${n}`);
    return await claim(one, name);
  };
  expect(await thief(0, "lin")).toBe("forbidden");
  const codes = await Promise.all(Array.from({ length: 30 }, (_, n) => thief(n, `person ${n}`)));
  expect(codes.filter((code) => code === "ok")).toHaveLength(20);
  expect(new Set(codes)).toEqual(new Set(["ok", "rate_limited"]));
});

test("H26: a name is not claimed in the second in which somebody first speaks under it", async () => {
  await using server = await serve();
  await using lin = await come(server.url, "lin");
  await using eve = await come(server.url, "eve");
  for (let n = 0; n < 5; n += 1) {
    await granted(lin.client.say("hello", { name: `lin the ${"abcde"[n]}` }));
    expect(await claim(eve, `lin the ${"abcde"[n]}`)).toBe("forbidden");
  }
});

test("P34: one's own name that one spoke under oneself, with the same key on two connections, is claimed", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using phone = await come(server.url, "ada");
  for (const { client } of [ada, phone]) await granted(client.say("hello", { name: "ada" }));
  expect(await claim(phone, "ada")).toBe("ok");
});
