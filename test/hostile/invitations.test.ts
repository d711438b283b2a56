import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { newToken } from "../../src/chat/invitations/token";
import {
  codeOf,
  come,
  foundClosed,
  granted,
  type Here,
  idOf,
  type Invited,
  type Reply,
  type ReplyTo,
  serverOn,
  STORES,
} from "../chat/access/people";
import { rm } from "node:fs/promises";
import { openStore, readLocation } from "../../src/store";
import { Client } from "../support/client";
import { quickFolder } from "../support/folder";
import { serve } from "../support/server";

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

/** A store with a room of ada and lin, to which a hundred others have made a hundred invitations each. */
async function floodedStore(): Promise<{ folder: string; url: string }> {
  const folder = await quickFolder("chuan-");
  const url = `sqlite:${folder}/chuan.db`;
  const store = await openStore(readLocation(url), { onFault: () => {} });
  const crowd = Array.from({ length: 100 }, (_, n) => idOf(`mallory ${n}`));
  const people = [idOf("ada"), idOf("lin"), ...crowd];
  const room = "designers";
  await store.community.decide({ rooms: [room], people }, () => ({
    members: people.map((from, n) => ({
      room,
      person: { from, name: `person ${n}` },
      rank: n === 0 ? "owner" : "member",
    })),
  }));
  const made = crowd.flatMap((maker) => Array.from({ length: 100 }, () => maker));
  await Promise.all(
    made.map((maker) =>
      store.community.decide({ rooms: [room], people: [maker] }, ({ now: at }) => ({
        invitation: {
          id: newToken().slice(0, 16),
          hash: "",
          room,
          rank: "member",
          maker,
          at,
          until: at + 86_400_000,
          uses: 1,
          used: 0,
        },
      })),
    ),
  );
  await store.close();
  return { folder, url };
}

alone("H15: invitations of others make nobody's list or new invitation slow", async () => {
  const { folder, url } = await floodedStore();
  {
    await using server = await serve({ DATABASE_URL: url });
    await using ada = await come(server.url, "ada");
    await using lin = await come(server.url, "lin");
    const room = "designers";
    const cost = async ({ client }: Here, event: string) => {
      const before = process.cpuUsage().user;
      for (let n = 0; n < 10; n += 1) await granted(client.ask(event, { room }));
      return (process.cpuUsage().user - before) / 10_000;
    };
    const { invitations: own } = await granted<ReplyTo<"invitations">>(
      lin.client.ask("invitations", { room }),
    );
    expect(own).toEqual([]);
    const { invitations: all } = await granted<ReplyTo<"invitations">>(
      ada.client.ask("invitations", { room }),
    );
    expect(all).toHaveLength(1000);
    expect(all[0]?.by.name).toStartWith("person ");
    // Milliseconds of this process. All 10,000 took 30.
    expect(await cost(lin, "invitations")).toBeLessThan(10);
    expect(await cost(lin, "invite")).toBeLessThan(10);
  }
  await rm(folder, { recursive: true, force: true });
});
