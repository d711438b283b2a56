import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { tokenHash } from "../../../src/chat/invitations/token";
import { SERVER_ROOM } from "../../../src/protocol";
import { Client } from "../../support/client";
import {
  apart,
  codeOf,
  come,
  granted,
  type Here,
  type Invited,
  type ReplyTo,
  bring,
  foundClosed,
  membersOf,
  idOf,
  serveOwned,
} from "./people";
import { serve } from "../../support/server";
import { shared } from "../../support/shared";

setDefaultTimeout(60_000);
const test = alone.concurrent;
const common = shared(() => serve());

/** A token that is no invitation's. */
const guess = (n: number) => `${n}`.padStart(22, "x");

test("P28: an invitation brings somebody into a closed room, who sees what was said before", async () => {
  const { enter } = apart(common());
  await using ada = await enter("ada");
  await using lin = await enter("lin");
  const room = await foundClosed(ada);
  await granted(ada.client.ask("join", { room }));
  await ada.client.say("hello", { room });
  await bring(ada, room, lin);
  expect(await lin.client.log(room)).toMatchObject([{ txt: "hello" }]);
  expect(await membersOf(lin, room)).toEqual(["ada owner", "lin member"]);
  await ada.client.say("to lin", { room });
  expect((await lin.client.message()).msg.txt).toBe("to lin");
});

test("H34: an invitation's last use, redeemed by fifty at once, lets one in", async () => {
  const { enter } = apart(common());
  await using ada = await enter("ada");
  const room = await foundClosed(ada);
  const { token } = await granted<Invited>(ada.client.ask("invite", { room, uses: 1 }));
  const crowd = await Promise.all(Array.from({ length: 50 }, (_, n) => enter(`guest ${n}`)));
  const codes = await Promise.all(
    crowd.map(({ client }) => codeOf(client.ask("join", { room, invitation: token }))),
  );
  expect(codes.filter((code) => code === "ok")).toHaveLength(1);
  expect(new Set(codes)).toEqual(new Set(["ok", "gone"]));
  expect(await membersOf(ada, room)).toHaveLength(2);
  for (const { client } of crowd) client.socket.disconnect();
});

test("H34: an invitation gives no rank as high as its maker's, but owners may make owners", async () => {
  const { enter } = apart(common());
  await using ada = await enter("ada");
  await using lin = await enter("lin");
  await using bo = await enter("bo");
  const room = await foundClosed(ada);
  await bring(ada, room, lin, "moderator");
  await bring(lin, room, bo);
  const invite = (here: Here, rank: string) => codeOf(here.client.ask("invite", { room, rank }));
  expect(await invite(lin, "owner")).toBe("forbidden");
  expect(await invite(lin, "moderator")).toBe("forbidden");
  expect(await invite(bo, "moderator")).toBe("forbidden");
  expect(await invite(bo, "member")).toBe("ok");
  expect(await invite(ada, "owner")).toBe("ok");
});

test("P28: an invitation ends when its maker loses the rank that it took", async () => {
  const { enter, idHere } = apart(common());
  await using ada = await enter("ada");
  await using lin = await enter("lin");
  await using bo = await enter("bo");
  const room = await foundClosed(ada);
  await bring(ada, room, lin, "owner");
  const { token } = await granted<Invited>(
    lin.client.ask("invite", { room, rank: "moderator", uses: 9 }),
  );
  await granted(lin.client.ask("rank", { room, from: idHere("lin"), rank: "member" }));
  const answer = await bo.client.ask("join", { room, invitation: token });
  expect(answer).toMatchObject({ error: { code: "gone", reason: "revoked" } });
});

test("P28: members see the invitations that they made, moderators all, and each shows no token", async () => {
  const { enter } = apart(common());
  await using ada = await enter("ada");
  await using lin = await enter("lin");
  const room = await foundClosed(ada);
  await bring(ada, room, lin);
  const { id, token } = await granted<Invited>(lin.client.ask("invite", { room }));
  await granted(ada.client.ask("invite", { room, uses: 5 }));
  const own = await granted<ReplyTo<"invitations">>(lin.client.ask("invitations", { room }));
  expect(own.invitations).toMatchObject([{ id, by: { name: "lin" }, uses: 1, used: 0 }]);
  const all = await granted<ReplyTo<"invitations">>(ada.client.ask("invitations", { room }));
  expect(all.invitations.length).toBeGreaterThanOrEqual(2);
  expect(JSON.stringify(all)).not.toContain(token);
  expect(await codeOf(ada.client.ask("revoke", { id }))).toBe("ok");
});

test("P28: an invitation with a higher rank raises a member's rank, in a closed room as in an open one", async () => {
  const { enter, roomOf } = apart(common());
  const designers = roomOf("designers");
  await using ada = await enter("ada");
  await using lin = await enter("lin");
  await granted(ada.client.ask("found", { room: designers }));
  for (const room of [designers, await foundClosed(ada)]) {
    await bring(ada, room, lin);
    await bring(ada, room, lin, "moderator");
    expect(await membersOf(lin, room)).toEqual(["ada owner", "lin moderator"]);
  }
});

test("P28: a wrong invitation keeps nobody out of a room that they may enter without it", async () => {
  const { enter, roomOf } = apart(common());
  const designers = roomOf("designers");
  await using ada = await enter("ada");
  await using lin = await enter("lin");
  const room = await foundClosed(ada);
  const invitation = "x".repeat(22);
  expect(await codeOf(ada.client.ask("join", { room, invitation }))).toBe("ok");
  expect(await codeOf(lin.client.ask("join", { room: designers, invitation }))).toBe("ok");
  expect(await codeOf(lin.client.ask("join", { room, invitation }))).toBe("not_found");
});

test("H28: an invitation to one room tells nothing of another, and a wrong one the same of each", async () => {
  const { enter } = apart(common());
  await using ada = await enter("ada");
  await using lin = await enter("lin");
  const [one, other] = [await foundClosed(ada), await foundClosed(ada, "secrets")];
  const { token } = await granted<Invited>(ada.client.ask("invite", { room: one }));
  const join = (room: string, invitation: string) => lin.client.ask("join", { room, invitation });
  const wrong = await join(other, "x".repeat(22));
  expect(await join(other, token)).toEqual(wrong);
  expect(await join(`~${"x".repeat(22)}`, token)).toEqual(wrong);
  expect(wrong).toMatchObject({ error: { code: "not_found" } });
  expect(await codeOf(join(one, token))).toBe("ok");
});

test("P28: an invitation says whose server it is, which room, and who invites, over HTTP and by an event", async () => {
  await using server = await serveOwned();
  const { client } = server.ada;
  await granted(client.ask("settle", { room: SERVER_ROOM, title: "The studio" }));
  const room = await foundClosed(server.ada);
  const { token, until } = await granted<Invited>(client.ask("invite", { room }));
  const offer = {
    ok: true,
    server: { title: "The studio" },
    room: { room, kind: "closed", title: "plans" },
    by: { from: idOf("ada"), name: "ada" },
    rank: "member",
    until,
  };
  await using lin = await Client.connect(server.url);
  expect(await lin.ask("invitation", { token })).toEqual(offer);
  const response = await ask(server.url, { token });
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual(offer);
});

test("P28: over HTTP, each wrong invitation has its answer, in few bytes", async () => {
  await using server = await serveOwned({ ACCESS: "invited" });
  const { client } = server.ada;
  const { token, id } = await granted<Invited>(client.ask("invite", {}));
  await granted(client.ask("revoke", { id }));
  const answers = [];
  for (const body of [{ token }, { token: "x".repeat(22) }, { token: 1 }, {}, null]) {
    const response = await ask(server.url, body);
    const { error } = (await response.json()) as { error: { code: string; reason?: string } };
    answers.push([response.status, error.code, error.reason]);
  }
  expect(answers).toEqual([
    [410, "gone", "revoked"],
    [404, "not_found", undefined],
    [400, "invalid", undefined],
    [400, "invalid", undefined],
    [400, "invalid", undefined],
  ]);
  expect((await ask(server.url, { token, more: "x".repeat(5000) })).status).toBe(413);
  expect((await fetch(`${server.url}/invitation`)).status).toBe(405);
  const foreign = { Origin: "https://elsewhere.example" };
  expect((await ask(server.url, { token }, foreign)).status).toBe(403);
  expect((await ask(server.url, { token }, { Origin: server.url })).status).toBe(410);
});

test("H27: somebody who tries many tokens has to wait, by whichever way they try", async () => {
  await using server = await serve();
  await using lin = await come(server.url, "lin");
  const room = `~${guess(0)}`;
  let guesses = 0;
  const next = () => guess((guesses += 1));
  const byRequest = () => ask(server.url, { token: next() });
  const byEvent = () => lin.client.ask("invitation", { token: next() });
  await Promise.all(Array.from({ length: 30 }, (_, n) => (n % 2 ? byRequest() : byEvent())));
  for (const way of [
    () => lin.client.ask("join", { room, invitation: next() }),
    byEvent,
    async () => {
      const response = await byRequest();
      return response.status === 429 ? response.json() : undefined;
    },
  ]) {
    const answers = [await way()];
    // A guess is allowed again every five seconds, which is soon on a slow machine: that one is made.
    while (answers.length < 10 && !JSON.stringify(answers.at(-1))?.includes("rate_limited"))
      answers.push(await way());
    expect(answers.at(-1)).toMatchObject({
      error: { code: "rate_limited", retryAfter: expect.any(Number) },
    });
  }
});

test("P28: one person has a hundred invitations to a room at most that can still be used", async () => {
  const { enter } = apart(common());
  await using ada = await enter("ada");
  const room = await foundClosed(ada);
  const ids: string[] = [];
  for (let n = 0; n < 100; n++)
    ids.push((await granted<Invited>(ada.client.ask("invite", { room }))).id);
  expect(await codeOf(ada.client.ask("invite", { room }))).toBe("forbidden");
  await granted(ada.client.ask("revoke", { id: ids[0] }));
  expect(await codeOf(ada.client.ask("invite", { room }))).toBe("ok");
});

test("H27: no token and no hash of one is in any answer but the maker's own", async () => {
  const { enter } = apart(common());
  await using ada = await enter("ada");
  await using lin = await enter("lin");
  const room = await foundClosed(ada);
  await bring(ada, room, lin);
  const { token } = await granted<Invited>(ada.client.ask("invite", { room }));
  const heard: unknown[] = [await ada.client.ask("invitations", { room })];
  for (const event of ["invitations", "members"]) heard.push(await lin.client.ask(event, { room }));
  expect(JSON.stringify(heard)).not.toContain(token);
  expect(JSON.stringify(heard)).not.toContain(tokenHash(token));
});

function ask(url: string, body: unknown, headers: Record<string, string> = {}) {
  const json = { "Content-Type": "application/json", ...headers };
  return fetch(`${url}/invitation`, {
    method: "POST",
    body: JSON.stringify(body),
    headers: json,
  });
}
