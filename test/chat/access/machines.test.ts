/** Several machines on one Postgres: what one of them decides holds on all. */
import { expect, setDefaultTimeout, test as alone } from "bun:test";
import {
  bring,
  codeOf,
  come,
  foundClosed,
  granted,
  type Here,
  idOf,
  type Invited,
  machines,
  membersOf,
  roomNotice,
} from "./people";

setDefaultTimeout(60_000);
const test = alone.concurrent;

/** Milliseconds in which a change holds on every machine (P31), and as much again for a machine that is busy. */
const HOLDS = 2000;

test("P31: a membership that ends on one machine ends within a second on the others, for connections that are open", async () => {
  await using fleet = await machines();
  const [a, b, c] = fleet.urls;
  await using ada = await come(a, "ada");
  await using lin = await come(b, "lin");
  await using phone = await come(c, "lin");
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
  await using fleet = await machines();
  const [a, b] = fleet.urls;
  await using ada = await come(a, "ada");
  await using lin = await come(b, "lin");
  const room = "designers";
  await granted(ada.client.ask("found", { room }));
  for (const { client } of [ada, lin]) await granted(client.ask("join", { room }));
  await granted(ada.client.ask("settle", { room, locked: true }));
  await roomNotice(lin.client, ({ locked }) => locked === true);
  expect(await codeOf(lin.client.say("no", { room }))).toBe("locked");
  await granted(ada.client.ask("rank", { room, from: idOf("lin"), rank: "moderator" }));
  await roomNotice(lin.client, ({ rank }) => rank === "moderator");
  expect(await codeOf(lin.client.say("yes", { room }))).toBe("ok");
});

test("H34: both owners step down at once on two machines, and one stays", async () => {
  await using fleet = await machines();
  const [a, b] = fleet.urls;
  await using ada = await come(a, "ada");
  await using lin = await come(b, "lin");
  const room = await foundClosed(ada);
  await bring(ada, room, lin, "owner");
  const stepDown = ({ client, welcome }: Here) =>
    codeOf(client.ask("rank", { room, from: welcome.you.from, rank: "member" }));
  const codes = await Promise.all([stepDown(ada), stepDown(lin)]);
  expect(codes.toSorted()).toEqual(["forbidden", "ok"]);
});

test("H34: an invitation's last use, redeemed by thirty at once on three machines, lets one in", async () => {
  await using fleet = await machines();
  await using ada = await come(fleet.urls[0], "ada");
  const room = await foundClosed(ada);
  const { token } = await granted<Invited>(ada.client.ask("invite", { room, uses: 1 }));
  const crowd = await Promise.all(
    fleet.urls.flatMap((url, machine) =>
      Array.from({ length: 10 }, (_, n) => come(url, `guest ${machine} ${n}`)),
    ),
  );
  const codes = await Promise.all(
    crowd.map(({ client }) => codeOf(client.ask("join", { room, invitation: token }))),
  );
  expect(codes.toSorted().slice(-2)).toEqual(["gone", "ok"]);
  expect(await membersOf(ada, room)).toHaveLength(2);
  for (const { client } of crowd) client.socket.disconnect();
});

test("P27: somebody who stops being known on one machine of a server by invitation is out on the others", async () => {
  await using fleet = await machines({ ACCESS: "invited" });
  const [a, b] = fleet.urls;
  await using ada = await come(a, "ada", { invitation: fleet.token });
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
  await using fleet = await machines();
  const [a, b] = fleet.urls;
  await using ada = await come(a, "ada");
  await using lin = await come(b, "lin");
  const [open, closed] = ["designers", await foundClosed(ada)];
  await granted(ada.client.ask("found", { room: open }));
  await bring(ada, closed, lin);
  await granted(lin.client.ask("join", { room: open }));
  for (const room of [open, closed]) {
    await granted(ada.client.ask("dissolve", { room }));
    await roomNotice(lin.client, (told) => told.gone === true && told.room === room);
    expect(await codeOf(lin.client.ask("history", { room }))).toBe("forbidden");
  }
});
