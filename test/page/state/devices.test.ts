import { expect, setDefaultTimeout, test } from "bun:test";
import type { Invited, OwnRoom, Reply } from "../../../src/protocol";
import { Client } from "../../support/client";
import { serve } from "../../support/server";
import { until } from "../../support/until";
import { ADAS_KEY, openBrowser, openPerson } from "../person";

setDefaultTimeout(60_000);

const titles = ({ chat }: Awaited<ReturnType<typeof openPerson>>) =>
  chat.rooms.value.map(({ name, profile }) => profile.value.title ?? name);

test("P29, P36: rooms that are founded, joined, changed and left on one device are so on the others", async () => {
  await using server = await serve();
  const phone = await openPerson(server.url);
  const desk = await openPerson(server.url);
  const founded = await desk.chat.requests.ask("found", { title: "Launch plans", topic: "May" });
  if (!founded.ok) throw new Error(founded.error.message);
  const { room } = founded.room;
  desk.chat.open({ room: "designers" });
  await until("both rooms on the phone", () =>
    Bun.deepEquals(titles(phone).toSorted(), ["Launch plans", "designers", "lobby"]),
  );
  await desk.chat.requests.ask("settle", { room, title: "Old plans", locked: true });
  await until("the new title on the phone", () => titles(phone).includes("Old plans"));
  const own = phone.chat.rooms.value.find(({ name }) => name === room);
  expect(own?.profile.value).toMatchObject({ rank: "owner", locked: true, topic: "May" });

  // The last owner cannot leave: the room stays, and the reason is one that the page knows.
  const refused = await phone.chat.own.leave(room, "quit");
  expect(refused).toMatchObject({ ok: false, error: { code: "forbidden" } });
  expect(titles(phone)).toContain("Old plans");
  expect(await phone.chat.own.leave("designers", "quit")).toMatchObject({ ok: true });
  await until("one room less on the desk", () => !titles(desk).includes("designers"));
  expect(desk.chat.own.ended.value?.name).toBe("designers");
  expect(phone.chat.own.ended.value).toBeUndefined();
  expect(await desk.chat.own.leave(room, "dissolve")).toMatchObject({ ok: true });
  await until("the lobby alone", () => titles(phone).length === 1);

  // A device that was away learns it from the greeting.
  const tablet = await openPerson(server.url, { browser: openBrowser(), rooms: [] });
  expect(titles(tablet)).toEqual(["lobby"]);
});

test("H28: what a member typed for a closed room that they left meanwhile is refused where they see it", async () => {
  await using server = await serve();
  await using lin = await Client.connect(server.url, "websocket", {
    key: "the key of lin, who founds",
    name: "lin",
  });
  const founded = (await lin.ask("found", { title: "Launch plans" })) as Reply<{ room: OwnRoom }>;
  if (!founded.ok) throw new Error(founded.error.message);
  const { room } = founded.room;
  const { token } = (await lin.ask("invite", { room })) as { ok: true } & Invited;
  await using adasOther = await Client.connect(server.url, "websocket", { key: ADAS_KEY });
  await adasOther.ask("join", { room, invitation: token });
  await lin.ask("join", { room });
  await lin.say("only for us", { room });

  const browser = openBrowser();
  const { chat } = await openPerson(server.url, { browser, place: { room } });
  await until("what was said", () => chat.room.value.messages.value.length === 1);
  await adasOther.ask("quit", { room });
  await until("the lobby", () => chat.room.value.name === "lobby");
  chat.open({ room });
  chat.send("not for outsiders");
  await until("the refusal", () => chat.room.value.hasFailed.value);
  expect(chat.room.value.outgoing.value[0]).toMatchObject({ error: { code: "forbidden" } });
  expect(chat.room.value.messages.value).toEqual([]);
  expect((await lin.log(room)).map(({ txt }) => txt)).toEqual(["only for us"]);
});
