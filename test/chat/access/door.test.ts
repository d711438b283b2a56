import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { rm } from "node:fs/promises";
import { Client, TRANSPORTS, type TransportName } from "../../support/client";
import { quickFolder } from "../../support/folder";
import { serve } from "../../support/server";
import { shared } from "../../support/shared";
import { apart, type Invited, come, granted, idOf, keyOf, serveOwned } from "./people";

setDefaultTimeout(60_000);
const test = alone.concurrent;

const INVITED = { ACCESS: "invited" };
const common = shared(() => serveOwned(INVITED));

test("P27: a server by invitation refuses strangers, with a key and without, and tells them nothing", async () => {
  const { url, keyHere } = apart(common());
  for (const auth of [{}, { key: keyHere("lin"), name: "lin" }]) {
    const refusal = await Client.refused(url, auth);
    expect(refusal).toMatchObject({ data: { code: "invitation_needed" } });
  }
});

test("P33: who brings the first owner's invitation owns the server, and is let in without it from then on", async () => {
  await using server = await serveOwned(INVITED);
  expect(server.ada.welcome.server).toEqual({ rank: "owner" });
  await using phone = await come(server.url, "ada");
  expect(phone.welcome.server).toEqual({ rank: "owner" });
});

test.each(Object.keys(TRANSPORTS) as TransportName[])(
  "P27: an invitation lets somebody in by %s, who is known from then on",
  async (transport) => {
    const { url, enter, keyHere, enterAsOwner } = apart(common());
    await using ada = await enterAsOwner("ada");
    const { token } = await granted<Invited>(ada.client.ask("invite", {}));
    const auth = { key: keyHere("lin"), name: "lin", invitation: token };
    await using first = await Client.connect(url, transport, auth);
    expect(await first.say("hello", { name: "lin" })).toMatchObject({ ok: true });
    await using again = await enter("lin");
    expect(again.welcome.server).toEqual({ rank: "member" });
  },
);

test("P28: an invitation is used up when it was used as often as it may be, and says so at the door", async () => {
  const { url, enter, keyHere, enterAsOwner } = apart(common());
  await using ada = await enterAsOwner("ada");
  const { token } = await granted<Invited>(ada.client.ask("invite", { uses: 1 }));
  await using _ = await enter("lin", { invitation: token });
  const auth = { key: keyHere("bo"), invitation: token };
  expect(await Client.refused(url, auth)).toMatchObject({
    data: { code: "invitation_needed", reason: "used_up" },
  });
});

test("P28: people who are in already use no invitation up", async () => {
  const { enter, enterAsOwner } = apart(common());
  await using ada = await enterAsOwner("ada");
  const { token } = await granted<Invited>(ada.client.ask("invite", { uses: 1 }));
  for (let n = 0; n < 3; n++) {
    await using phone = await enter("ada", { invitation: token });
    expect(phone.welcome.server).toEqual({ rank: "owner" });
  }
  await using lin = await enter("lin", { invitation: token });
  await using again = await enter("lin", { invitation: token });
  expect([lin, again].map(({ welcome }) => welcome.server.rank)).toEqual(["member", "member"]);
});

test("P28: a revoked invitation lets nobody in, and says so", async () => {
  const { url, keyHere, enterAsOwner } = apart(common());
  await using ada = await enterAsOwner("ada");
  const { token, id } = await granted<Invited>(ada.client.ask("invite", {}));
  await granted(ada.client.ask("revoke", { id }));
  expect(await Client.refused(url, { key: keyHere("lin"), invitation: token })).toMatchObject({
    data: { code: "invitation_needed", reason: "revoked" },
  });
});

test("P27: an invitation without a key lets nobody in, and is not used up", async () => {
  const { url, enter, enterAsOwner } = apart(common());
  await using ada = await enterAsOwner("ada");
  const { token } = await granted<Invited>(ada.client.ask("invite", {}));
  expect(await Client.refused(url, { invitation: token })).toMatchObject({
    data: { code: "invitation_needed" },
  });
  await using lin = await enter("lin", { invitation: token });
  expect(lin.welcome.server.rank).toBe("member");
});

test("P27: a token that is no invitation's lets nobody in, without a reason", async () => {
  const { url, keyHere } = apart(common());
  const refusal = await Client.refused(url, {
    key: keyHere("lin"),
    invitation: "x".repeat(22),
  });
  expect(refusal).toMatchObject({ data: { code: "invitation_needed" } });
  expect(refusal).not.toMatchObject({ data: { reason: expect.anything() } });
});

test("H27: somebody who tries many tokens has to wait, and people who are known come in meanwhile", async () => {
  await using server = await serveOwned(INVITED);
  const codes = new Set<string>();
  for (let n = 0; n < 40; n++) {
    const guess = `${n}`.padStart(22, "x");
    const { data } = (await Client.refused(server.url, {
      key: keyOf("mallory"),
      invitation: guess,
    })) as Error & { data: { code: string } };
    codes.add(data.code);
  }
  expect([...codes]).toEqual(["invitation_needed", "rate_limited"]);
  await using phone = await come(server.url, "ada");
  expect(phone.welcome.you.from).toBe(idOf("ada"));
});

test("P27: on an open server an invitation makes its bearer known, and a wrong one keeps nobody out", async () => {
  await using server = await serveOwned();
  const { token } = await granted<Invited>(server.ada.client.ask("invite", {}));
  await using lin = await come(server.url, "lin", { invitation: token });
  await using bo = await come(server.url, "bo", { invitation: "x".repeat(22) });
  expect([lin, bo].map(({ welcome }) => welcome.server)).toEqual([{ rank: "member" }, {}]);
});

test("P27: an open server greets a client without a key as ever, with no rooms of its own", async () => {
  await using server = await serve();
  await using lin = await Client.connect(server.url);
  const [, welcome] = await lin.next("dixiu");
  expect(welcome).toMatchObject({ room: "lobby", server: {}, rooms: [] });
});

test("P27: when a server becomes one by invitation, people who spoke before are known, and others are not", async () => {
  const folder = await quickFolder("chuan-");
  const env = { DATABASE_URL: `sqlite:${folder}/chuan.db` };
  {
    await using before = await serve(env);
    await using lin = await come(before.url, "lin");
    await lin.client.say("hello", { name: "lin" });
    await using _ = await come(before.url, "bo");
  }
  await using after = await serve({ ...INVITED, ...env });
  await using again = await come(after.url, "lin");
  expect(again.welcome.server.rank).toBe("member");
  expect(await Client.refused(after.url, { key: keyOf("bo") })).toMatchObject({
    data: { code: "invitation_needed" },
  });
  await rm(folder, { recursive: true });
});
