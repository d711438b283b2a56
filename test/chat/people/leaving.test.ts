/** Leaving for good (P36). */
import { expect, setDefaultTimeout, test as alone } from "bun:test";
import type { Message, OwnRoom, ReplyTo } from "../../../src/protocol";
import { until } from "../../support/until";
import {
  bring,
  codeOf,
  come,
  foundClosed,
  granted,
  idOf,
  keyOf,
  membersOf,
  roomNotice,
  serveOwned,
} from "../access/people";
import { serve } from "../../support/server";
import { ended, refusal } from "./keys";

setDefaultTimeout(60_000);

const test = alone.concurrent;

test("P36: who leaves for good is nobody: the name is free, the keys are refused, and what they said stays", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using phone = await come(server.url, "ada");
  await using lin = await come(server.url, "lin");
  const room = await foundClosed(lin);
  await bring(lin, room, ada);
  await granted(ada.client.ask("claim", { name: "ada" }));
  await granted(ada.client.say("hello"));
  const outs = [ended(ada), ended(phone)];
  await granted(ada.client.ask("erase", { messages: false }));
  expect(await Promise.all(outs)).toEqual(["io server disconnect", "io server disconnect"]);
  expect((await refusal(server.url, { key: keyOf("ada") })).data.code).toBe("forbidden");
  expect(await membersOf(lin, room)).toEqual(["lin owner"]);
  expect((await lin.client.log("lobby")).map(({ txt }) => txt)).toEqual(["hello"]);
  expect(await codeOf(lin.client.ask("claim", { name: "ada" }))).toBe("ok");
});

test("P36: with `messages` all that they said is removed, everywhere, and others are told", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using lin = await come(server.url, "lin");
  for (const { client } of [ada, lin]) await granted(client.ask("join", { room: "designers" }));
  for (const room of ["lobby", "designers"])
    for (let n = 0; n < 3; n += 1) await granted(ada.client.say(`secret ${n}`, { room }));
  await granted(lin.client.say("mine"));
  await granted(ada.client.ask("erase", { messages: true }));
  for (let n = 0; n < 6; n += 1) {
    const [message] = (await lin.client.next("changed")) as [Message];
    expect(message).toMatchObject({ txt: "", gone: { by: idOf("ada") } });
  }
  const left = [...(await lin.client.log("lobby")), ...(await lin.client.log("designers"))];
  expect(left.map(({ txt }) => txt).filter(Boolean)).toEqual(["mine"]);
});

test("P36: the last owner of a room or of the server hands on first, and is told which it is", async () => {
  await using server = await serveOwned({ ACCESS: "invited" });
  const { ada } = server;
  const refused = async () => {
    const reply = (await ada.client.ask("erase", { messages: true })) as {
      error?: { code: string; message: string };
    };
    return reply.error;
  };
  expect(await refused()).toMatchObject({
    code: "forbidden",
    message: expect.stringContaining("server"),
  });
  const { token } = await granted<ReplyTo<"invite">>(ada.client.ask("invite", { rank: "owner" }));
  await using lin = await come(server.url, "lin", { invitation: token });
  const room = await foundClosed(ada, "plans");
  expect(await refused()).toMatchObject({
    code: "forbidden",
    message: expect.stringContaining("plans"),
  });
  await bring(ada, room, lin, "owner");
  const out = ended(ada);
  await granted(ada.client.ask("erase", { messages: true }));
  expect(await out).toBe("io server disconnect");
  expect(await membersOf(lin, room)).toEqual(["lin owner"]);
});

test("P36: of two last owners who leave for good at once, one stays", async () => {
  await using server = await serveOwned();
  const { ada } = server;
  const { token } = await granted<ReplyTo<"invite">>(ada.client.ask("invite", { rank: "owner" }));
  await using lin = await come(server.url, "lin", { invitation: token });
  const codes = await Promise.all(
    [ada, lin].map(({ client }) => codeOf(client.ask("erase", { messages: false }))),
  );
  expect(codes.toSorted()).toEqual(["forbidden", "ok"]);
});

test("P30, P36: of a direct room with somebody who left for good the other one has what was said, and nobody's name", async () => {
  await using server = await serveOwned({ ACCESS: "invited" });
  const { ada } = server;
  const { token } = await granted<ReplyTo<"invite">>(ada.client.ask("invite", {}));
  await using lin = await come(server.url, "lin", { invitation: token });
  const { room } = await granted<ReplyTo<"direct">>(
    lin.client.ask("direct", { from: idOf("ada") }),
  );
  await roomNotice(ada.client, (told) => told.room === room.room);
  for (const { client } of [ada, lin]) await granted(client.ask("join", { room: room.room }));
  await granted(lin.client.say("hello ada", { room: room.room, name: "lin" }));
  await granted(lin.client.ask("erase", { messages: false }));
  let own: OwnRoom | undefined;
  await until("the name to be gone", async () => {
    await using phone = await come(server.url, "ada");
    own = phone.welcome.rooms.find((one) => one.room === room.room);
    return own?.with?.name === "";
  });
  expect(own).toMatchObject({ kind: "direct", with: { from: idOf("lin"), name: "" }, head: 1 });
});
