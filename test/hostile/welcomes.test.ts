import { expect, setDefaultTimeout, test } from "bun:test";
import { rm } from "node:fs/promises";
import { openStore, readLocation } from "../../src/store";
import {
  codeOf,
  come,
  foundClosed,
  granted,
  idOf,
  type Invited,
  keyOf,
} from "../chat/access/people";
import { Client } from "../support/client";
import { quickFolder } from "../support/folder";
import { serve } from "../support/server";

setDefaultTimeout(60_000);

/** A store in which mallory belongs to so many rooms, all with the longest topic, which takes one key a few minutes. */
async function crowdedStore(rooms: number): Promise<{ folder: string; url: string }> {
  const folder = await quickFolder("chuan-");
  const url = `sqlite:${folder}/chuan.db`;
  const store = await openStore(readLocation(url), { onFault: () => {} });
  const person = { from: idOf("mallory"), name: "mallory" };
  const names = Array.from({ length: rooms }, (_, n) => `room-${n}`);
  const topic = "𠀀".repeat(250);
  await store.community.decide({ rooms: names, people: [person.from] }, ({ now: at }) => ({
    profiles: names.map((room) => ({ room, kind: "open", topic, at })),
    members: names.map((room) => ({ room, person, rank: "member" })),
  }));
  await store.close();
  return { folder, url };
}

/** Connects without waiting for more than the greeting, and leaves. Resolves with whether it was greeted. */
async function comeAndGo(url: string): Promise<boolean> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`);
  let isGreeted = false;
  socket.addEventListener("message", ({ data }) => {
    const packet = String(data);
    if (packet.startsWith("0")) socket.send(`40${JSON.stringify({ key: keyOf("mallory") })}`);
    if (!packet.startsWith("42")) return;
    isGreeted = true;
    socket.close();
  });
  await new Promise((resolve) => socket.addEventListener("close", resolve));
  return isGreeted;
}

test("P36: somebody with a thousand rooms comes in again and again, and has to wait before that takes a core", async () => {
  const { folder, url: DATABASE_URL } = await crowdedStore(1000);
  {
    await using server = await serve({ DATABASE_URL, MESSAGE_RATE: "5" });
    await using ada = await Client.connect(server.url);
    const greeted: boolean[] = [];
    const began = performance.now();
    while (greeted.length < 60)
      greeted.push(...(await Promise.all([1, 2, 3, 4].map(() => comeAndGo(server.url)))));
    const rested = (performance.now() - began) / 1000;
    // 30 times a thousand rooms at once, and then one a second.
    expect(greeted.filter((one) => one).length).toBeLessThanOrEqual(30 + rested);
    expect((await ada.say("hello")).ok).toBe(true);
    // A stock client comes back by itself until it is in.
    await using mallory = await come(server.url, "mallory");
    expect(mallory.welcome.rooms).toHaveLength(1000);
  }
  await rm(folder, { recursive: true, force: true });
});

test("P29: nobody belongs to more than 2,000 rooms", async () => {
  const { folder, url: DATABASE_URL } = await crowdedStore(2000);
  {
    await using server = await serve({ DATABASE_URL });
    await using mallory = await come(server.url, "mallory");
    expect(await codeOf(mallory.client.ask("found", { title: "one more" }))).toBe("too_many_rooms");
    await using ada = await come(server.url, "ada");
    const room = await foundClosed(ada);
    const { token } = await granted<Invited>(ada.client.ask("invite", { room }));
    const joined = mallory.client.ask("join", { room, invitation: token });
    expect(await codeOf(joined)).toBe("too_many_rooms");
    await granted(mallory.client.ask("quit", { room: "room-1" }));
    expect(await codeOf(mallory.client.ask("join", { room, invitation: token }))).toBe("ok");
  }
  await rm(folder, { recursive: true, force: true });
});
