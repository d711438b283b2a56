/** Several machines on one Postgres: what one of them decides holds on all. */
import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { shared } from "../../support/shared";
import {
  bring,
  codeOf,
  come,
  foundClosed,
  granted,
  idOf,
  type Invited,
  machines,
  roomNotice,
} from "./people";

setDefaultTimeout(60_000);
const test = alone.concurrent;

/** Milliseconds in which a change holds on every machine (P31), and as much again for a machine that is busy. */
const HOLDS = 2000;

/** Each test has people and rooms of its own there. */
const fleet = shared(() => machines(2));

test("P31: a membership that ends on one machine ends within a second on the others, for connections that are open", async () => {
  const [a, b] = fleet().urls;
  await using ada = await come(a, "ada");
  await using lin = await come(a, "lin");
  await using phone = await come(b, "lin");
  const room = await foundClosed(ada);
  await granted(ada.client.ask("join", { room }));
  await bring(ada, room, lin);
  await roomNotice(phone.client, (told) => told.room === room);
  await granted(phone.client.ask("join", { room }));
  const began = performance.now();
  await granted(lin.client.ask("quit", { room }));
  expect(await roomNotice(phone.client, ({ gone }) => gone === true)).toMatchObject({ room });
  expect(performance.now() - began).toBeLessThan(HOLDS);
  await ada.client.say("about lin", { room });
  for (const event of ["history", "join", "members"])
    expect(await codeOf(phone.client.ask(event, { room }))).toBe("forbidden");
  expect(await phone.client.unread()).toBe(0);
});

test("P31: a rank and a lock hold within a second on another machine", async () => {
  const [a, b] = fleet().urls;
  await using mei = await come(a, "mei");
  await using noor = await come(b, "noor");
  const room = "designers";
  await granted(mei.client.ask("found", { room }));
  for (const { client } of [mei, noor]) await granted(client.ask("join", { room }));
  await granted(mei.client.ask("settle", { room, locked: true }));
  await roomNotice(noor.client, ({ locked }) => locked === true);
  expect(await codeOf(noor.client.say("no", { room }))).toBe("locked");
  await granted(mei.client.ask("rank", { room, from: idOf("noor"), rank: "moderator" }));
  await roomNotice(noor.client, ({ rank }) => rank === "moderator");
  expect(await codeOf(noor.client.say("yes", { room }))).toBe("ok");
});

test("P27: somebody who stops being known on one machine of a server by invitation is out on the others", async () => {
  await using invited = await machines(2, { ACCESS: "invited" });
  const [a, b] = invited.urls;
  await using ada = await come(a, "ada", { invitation: invited.token });
  const { token } = await granted<Invited>(ada.client.ask("invite", {}));
  await using lin = await come(a, "lin", { invitation: token });
  await using phone = await come(b, "lin");
  const ended = new Promise<string>((resolve) => phone.client.socket.once("disconnect", resolve));
  const refused = new Promise<Error>((resolve) =>
    phone.client.socket.once("connect_error", resolve),
  );
  lin.client.tell("quit", { room: "~server" });
  expect(await ended).toMatch(/^transport/);
  expect(await refused).toMatchObject({ data: { code: "invitation_needed" } });
});

test("P29: a room that is dissolved on one machine is nobody's on another, strangers in it included", async () => {
  const [a, b] = fleet().urls;
  await using zoe = await come(a, "zoe");
  await using bo = await come(b, "bo");
  const [open, closed] = ["tea", await foundClosed(zoe)];
  await granted(zoe.client.ask("found", { room: open }));
  await bring(zoe, closed, bo);
  await granted(bo.client.ask("join", { room: open }));
  for (const room of [open, closed]) {
    await granted(zoe.client.ask("dissolve", { room }));
    await roomNotice(bo.client, (told) => told.gone === true && told.room === room);
    expect(await codeOf(bo.client.ask("history", { room }))).toBe("forbidden");
  }
});
