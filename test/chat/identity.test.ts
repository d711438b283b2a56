import { expect, test } from "bun:test";
import { identify, publicId } from "../../src/chat/identity";
import type { Welcome } from "../../src/protocol";
import { Client } from "../support/client";
import { serve } from "../support/server";

const KEY = "a key that ada made for herself";

async function welcomeOf(client: Client): Promise<Welcome> {
  const [, welcome] = await client.next("dixiu");
  return welcome as Welcome;
}

test("P2: the public id is 16 characters of the hash of the key, as any client can work it out", async () => {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`chuan:${KEY}`));
  expect(publicId(KEY)).toBe(Buffer.from(hash).toString("base64url").slice(0, 16));
});

test("P2: the same key is the same person on every connection and every server", async () => {
  await using one = await serve();
  await using other = await serve();
  await using phone = await Client.connect(one.url, "polling", { key: KEY, name: "ada" });
  await using desk = await Client.connect(other.url, "websocket", { key: KEY });
  const { you } = await welcomeOf(phone);
  expect(you).toEqual({ from: publicId(KEY), name: "ada" });
  expect((await welcomeOf(desk)).you.from).toBe(you.from);
});

test("P2: without a key every connection is somebody else", () => {
  const ids = Array.from({ length: 1000 }, () => identify({}).from);
  expect(new Set(ids).size).toBe(1000);
  for (const id of ids) expect(id).toMatch(/^[\w-]{16}$/);
});

test("P2: the key is sent to nobody", async () => {
  await using server = await serve();
  await using ada = await Client.connect(server.url, "websocket", { key: KEY, name: "ada" });
  await using lin = await Client.connect(server.url);
  const heard: unknown[] = [];
  lin.socket.onAny((...args: unknown[]) => heard.push(args));
  await ada.say("hello");
  heard.push(await lin.message(), await lin.ask("history", { room: "lobby" }));
  expect(JSON.stringify(heard)).toContain(publicId(KEY));
  expect(JSON.stringify(heard)).not.toContain(KEY);
});

test("P1: a name is kept without the blanks around it, in any script", () => {
  expect(identify({ name: "  ada \n" }).name).toBe("ada");
  expect(identify({ name: "阿达" }).name).toBe("阿达");
  expect(identify({ name: "آدا" }).name).toBe("آدا");
});
