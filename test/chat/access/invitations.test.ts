import { describe, expect, setDefaultTimeout, test as alone } from "bun:test";
import {
  codeOf,
  come,
  granted,
  type Here,
  idOf,
  type Invited,
  type ReplyTo,
  bring,
  foundClosed,
  membersOf,
  serverOn,
  STORES,
} from "./people";

setDefaultTimeout(60_000);
const test = alone.concurrent;

describe.each(STORES)("on %s", (store) => {
  const serve = () => serverOn(store);

  test("P28: an invitation brings somebody into a closed room, who sees what was said before", async () => {
    await using server = await serve();
    await using ada = await come(server.url, "ada");
    await using lin = await come(server.url, "lin");
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
    await using server = await serve();
    await using ada = await come(server.url, "ada");
    const room = await foundClosed(ada);
    const { token } = await granted<Invited>(ada.client.ask("invite", { room, uses: 1 }));
    const crowd = await Promise.all(
      Array.from({ length: 50 }, (_, n) => come(server.url, `guest ${n}`)),
    );
    const codes = await Promise.all(
      crowd.map(({ client }) => codeOf(client.ask("join", { room, invitation: token }))),
    );
    expect(codes.filter((code) => code === "ok")).toHaveLength(1);
    expect(new Set(codes)).toEqual(new Set(["ok", "gone"]));
    expect(await membersOf(ada, room)).toHaveLength(2);
    for (const { client } of crowd) client.socket.disconnect();
  });

  test("H34: an invitation gives no rank as high as its maker's, but owners may make owners", async () => {
    await using server = await serve();
    await using ada = await come(server.url, "ada");
    await using lin = await come(server.url, "lin");
    await using bo = await come(server.url, "bo");
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
    await using server = await serve();
    await using ada = await come(server.url, "ada");
    await using lin = await come(server.url, "lin");
    await using bo = await come(server.url, "bo");
    const room = await foundClosed(ada);
    await bring(ada, room, lin, "owner");
    const { token } = await granted<Invited>(
      lin.client.ask("invite", { room, rank: "moderator", uses: 9 }),
    );
    await granted(lin.client.ask("rank", { room, from: idOf("lin"), rank: "member" }));
    const answer = await bo.client.ask("join", { room, invitation: token });
    expect(answer).toMatchObject({ error: { code: "gone", reason: "revoked" } });
  });

  test("P28: members see the invitations that they made, moderators all, and each shows no token", async () => {
    await using server = await serve();
    await using ada = await come(server.url, "ada");
    await using lin = await come(server.url, "lin");
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
});
