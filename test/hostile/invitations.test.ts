import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { newToken } from "../../src/chat/invitations/token";
import {
  codeOf,
  come,
  foundClosed,
  granted,
  type Invited,
  type Reply,
  serverOn,
  STORES,
} from "../chat/access/people";
import { Client } from "../support/client";

setDefaultTimeout(60_000);
const test = alone.concurrent;

/** Tokens from one address that are none, before it has to wait. */
const GUESSES = 30;

async function guessOverHttp(url: string): Promise<string> {
  const body = JSON.stringify({ token: newToken() });
  const response = await fetch(`${url}/invitation`, { method: "POST", body });
  const reply = (await response.json()) as Reply<object>;
  return reply.ok ? "ok" : reply.error.code;
}

test.each(STORES)(
  "H27: of 200 guesses at once, over HTTP and Socket.IO, no more are looked up than one after the other, on %s",
  async (store) => {
    await using server = await serverOn(store);
    await using mallory = await Client.connect(server.url);
    const guesses = Array.from({ length: 100 }, () => [
      guessOverHttp(server.url),
      codeOf(mallory.ask("invitation", { token: newToken() })),
    ]).flat();
    const codes = Map.groupBy(await Promise.all(guesses), (code) => code);
    expect([...codes.keys()].toSorted()).toEqual(["not_found", "rate_limited"]);
    // One more may have rested meanwhile.
    expect(codes.get("not_found")?.length).toBeLessThanOrEqual(GUESSES + 2);
  },
);

test("H27: an invitation that has ended, brought again and again by a crowd, is looked up 500 times, and then 20 times a second", async () => {
  await using server = await serverOn("SQLite", { MESSAGE_RATE: "5" });
  await using ada = await come(server.url, "ada");
  const room = await foundClosed(ada);
  const { id, token } = await granted<Invited>(ada.client.ask("invite", { room }));
  await granted(ada.client.ask("revoke", { id }));
  const began = performance.now();
  const crowd = await Promise.all([0, 1, 2, 3].map((n) => come(server.url, `mallory ${n}`)));
  const asked = crowd.flatMap(({ client }) =>
    Array.from({ length: 200 }, () => codeOf(client.ask("join", { room, invitation: token }))),
  );
  const codes = Map.groupBy(await Promise.all(asked), (code) => code);
  for (const { client } of crowd) client.socket.disconnect();
  const rested = (20 * (performance.now() - began)) / 1000;
  expect([...codes.keys()].toSorted()).toEqual(["gone", "rate_limited"]);
  expect(codes.get("gone")?.length).toBeLessThanOrEqual(500 + rested + 1);
});
