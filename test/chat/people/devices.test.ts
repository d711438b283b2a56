/** Another key for the same person (P35), and leaving for good (P36). */
import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { newLink } from "../../../src/chat/people/key-link";
import { openCommunity, readLocation } from "../../../src/store";
import { Client } from "../../support/client";
import { codeOf, come, foundClosed, granted, idOf, keyOf, serveOwned } from "../access/people";
import { serve } from "../../support/server";
import { OUT, NEW, ended, refusal } from "./keys";

setDefaultTimeout(60_000);

const test = alone.concurrent;

test("P35: with another key one is who one was, everywhere; the former key's connections end, and it is refused", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using phone = await come(server.url, "ada");
  const room = await foundClosed(ada);
  await granted(ada.client.ask("claim", { name: "ada" }));
  await granted(ada.client.say("hello"));
  const out = ended(phone);
  const began = performance.now();
  await granted(ada.client.ask("rekey", { key: NEW }));
  expect(await out).toBe("io server disconnect");
  expect(performance.now() - began).toBeLessThan(OUT);
  expect((await refusal(server.url, { key: keyOf("ada") })).data.code).toBe("forbidden");
  await using again = await come(server.url, "ada", { key: NEW });
  const { you, rooms, self } = again.welcome;
  expect(you).toEqual({ from: idOf("ada"), name: "ada" });
  expect(rooms.map((one) => [one.room, one.rank])).toEqual([[room, "owner"]]);
  expect(self?.claimed).toBe("ada");
  for (const { client } of [ada, again]) {
    await granted(client.ask("edit", { room: "lobby", seq: 1, txt: "hello again" }));
    await granted(client.ask("settle", { room, topic: "still mine" }));
    expect(await codeOf(client.say("as ada"))).toBe("ok");
  }
});

test("H26, P35: who has a stolen key is out by each transport, and what they send afterwards is nobody's", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  const auth = { name: "ada", key: keyOf("ada") };
  const thieves = await Promise.all(
    (["polling", "websocket", "upgrade"] as const).map((transport) =>
      Client.connect(server.url, transport, auth),
    ),
  );
  const outs = thieves.map(({ socket }) => new Promise((out) => socket.once("disconnect", out)));
  for (const thief of thieves) expect(await codeOf(thief.say("as ada"))).toBe("ok");
  const flood = thieves.flatMap((thief) =>
    Array.from({ length: 10 }, (_, n) => thief.say(`under way ${n}`).catch(() => undefined)),
  );
  await granted(ada.client.ask("rekey", { key: NEW }));
  await Promise.all(outs);
  for (const { socket } of thieves) {
    expect(socket.connected).toBeFalse();
    socket.emit("chuan", { name: "ada", txt: "after all" });
    socket.connect();
    const refused = new Promise<Error>((resolve) => socket.once("connect_error", resolve));
    expect(await refused).toMatchObject({ data: { code: "forbidden" } });
  }
  await Promise.all(flood);
  const log = await ada.client.log("lobby");
  expect(log.map(({ txt }) => txt)).not.toContain("after all");
  for (const { socket } of thieves) socket.disconnect();
});

test("P35: a key that is known is not taken: a former one, one's own, one that is here or that has something", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using lin = await come(server.url, "lin");
  await using nur = await come(server.url, "nur");
  await granted(nur.client.ask("join", { room: "designers" }));
  await nur[Symbol.asyncDispose]();
  const rekey = (key: string) => codeOf(ada.client.ask("rekey", { key }));
  for (const name of ["ada", "lin", "nur"]) expect(await rekey(keyOf(name))).toBe("forbidden");
  expect(await rekey(NEW)).toBe("ok");
  for (const key of [NEW, keyOf("ada")]) {
    expect(await rekey(key)).toBe("forbidden");
    expect(await codeOf(lin.client.ask("rekey", { key }))).toBe("forbidden");
  }
  expect(await rekey("yet another key of ada")).toBe("ok");
});

test("P35: of two devices that ask for another key at once one gets it, and the other one is out", async () => {
  await using server = await serve();
  for (let n = 0; n < 5; n += 1) {
    const devices = [await come(server.url, `ada ${n}`), await come(server.url, `ada ${n}`)];
    const answers = devices.map(({ client }, device) =>
      client
        .ask("rekey", { key: `key ${n} of device ${device}` })
        .then((answer) => ((answer as { ok: boolean }).ok ? "ok" : "refused"))
        .catch(() => "out"),
    );
    const codes = await Promise.all(answers);
    expect(codes.filter((code) => code === "ok")).toHaveLength(1);
    const winner = codes.indexOf("ok");
    const key = `key ${n} of device ${winner}`;
    await using again = await come(server.url, "ada", { key });
    expect(again.welcome.you.from).toBe(idOf(`ada ${n}`));
    for (const { client } of devices) client.socket.disconnect();
  }
});

/** A link as `bun run rekey` makes it. */
async function linkFor(databaseUrl: string, name: string): Promise<string> {
  const people = await openCommunity(readLocation(databaseUrl));
  const { path, kept } = newLink(idOf(name), Date.now());
  expect(await people.persons.addRekey(kept)).toBeTrue();
  await people.close();
  return path.split("=")[1] ?? "";
}

test("P35: a link from the shell gives its person a new key, once, and puts out who has the former one", async () => {
  await using server = await serveOwned({ ACCESS: "invited" });
  const { ada } = server;
  const room = await foundClosed(ada);
  const token = await linkFor(server.databaseUrl, "ada");
  const out = ended(ada);
  await using again = await come(server.url, "ada", { key: NEW, rekey: token });
  expect(await out).toBe("io server disconnect");
  expect(again.welcome.you.from).toBe(idOf("ada"));
  expect(again.welcome.server.rank).toBe("owner");
  expect(again.welcome.rooms.map((one) => one.room)).toEqual([room]);
  // A client sends the same each time that it connects.
  await using third = await come(server.url, "ada", { key: NEW, rekey: token });
  expect(third.welcome.you.from).toBe(idOf("ada"));
  const eve = await refusal(server.url, { key: "a key of somebody else", rekey: token });
  expect(eve.data.code).toBe("not_found");
});

test("P35, H27: tokens that are no link's are refused, and after many of them one waits", async () => {
  await using server = await serveOwned();
  const codes = new Set<string>();
  for (let n = 0; n < 40; n += 1) {
    const auth = { key: `a key of guesser ${n}`, rekey: String(n).padStart(22, "x") };
    codes.add((await refusal(server.url, auth)).data.code);
  }
  expect(codes).toEqual(new Set(["not_found", "rate_limited"]));
});

test("P35: a link does nothing for a key that is somebody's, and can be used afterwards", async () => {
  await using server = await serveOwned();
  await using lin = await come(server.url, "lin");
  await granted(lin.client.ask("join", { room: "designers" }));
  const token = await linkFor(server.databaseUrl, "ada");
  const auth = { key: keyOf("lin"), rekey: token };
  expect((await refusal(server.url, auth)).data.code).toBe("not_found");
  await using again = await come(server.url, "ada", { key: NEW, rekey: token });
  expect(again.welcome.you.from).toBe(idOf("ada"));
});

test("P35: the new key of somebody who is banned is banned as well", async () => {
  await using server = await serveOwned();
  const { ada } = server;
  await using eve = await come(server.url, "eve");
  await granted(eve.client.ask("rekey", { key: "a new key of eve" }));
  await granted(ada.client.ask("ban", { from: idOf("eve") }));
  for (const key of [keyOf("eve"), "a new key of eve"])
    expect((await refusal(server.url, { key })).data.code).toMatch(/banned|forbidden/);
});
