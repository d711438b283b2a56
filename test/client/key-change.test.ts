/** A person's key is replaced (P35): whatever breaks off in between, this browser has a key that counts. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { openIdentity } from "../../src/client/identity";
import { createKeyChange } from "../../src/client/key-change";
import { Client } from "../support/client";
import { serve } from "../support/server";
import { until } from "../support/until";
import { openBrowser, openPage, openPerson } from "../page/person";
import { memory } from "./memory";

setDefaultTimeout(60_000);

const FORBIDDEN = { code: "forbidden", message: "this key was replaced" } as const;
const QUICK = { probe: 300, doubt: 500, answer: 5000, greeting: 2000, ban: 1000 };

/** An identity whose prepared key the server may or may not know, after the page was closed and opened again. */
function reopened(store = memory()) {
  const identity = openIdentity(store);
  identity.learn("ada");
  let isReplaced = false;
  return {
    identity,
    keys: createKeyChange(identity, () => (isReplaced = true)),
    store,
    isReplaced: () => isReplaced,
  };
}

test("a key is stored before the server learns of it, and is the same until it counts", () => {
  const { identity, store } = reopened();
  const { key } = identity.prepare();
  expect(identity.key).not.toBe(key);
  const again = reopened(store);
  expect(again.identity.prepare().key).toBe(key);
  expect(again.keys.auth()).toEqual({ key: identity.key });
});

test("where the page was closed after the server had taken the key and before it said so, the next page goes on with it", () => {
  const { identity, store } = reopened();
  const { key } = identity.prepare();
  const { keys, identity: now } = reopened(store);
  expect(keys.auth().key).toBe(identity.key);
  expect(keys.refused(FORBIDDEN)).toBe("again");
  expect(keys.auth()).toEqual({ key });
  expect(keys.accepted("ada")).toBe(true);
  expect([now.key, openIdentity(store).key, now.next()]).toEqual([key, key, undefined]);
  expect(openIdentity(store).owner).toBe(identity.owner);
});

test("a device whose key another one has replaced does not become somebody else by the key that it had prepared", () => {
  const { store } = reopened();
  openIdentity(store).prepare();
  const { keys, identity } = reopened(store);
  const own = identity.key;
  keys.auth();
  expect(keys.refused(FORBIDDEN)).toBe("again");
  keys.auth();
  expect(keys.accepted("a stranger")).toBe(false);
  expect([identity.key, identity.next()]).toEqual([own, undefined]);
  keys.auth();
  expect(keys.refused(FORBIDDEN)).toBe("over");
});

test("a refusal that passes changes no key", () => {
  const { keys, identity } = reopened();
  identity.prepare("a token, of a link");
  keys.auth();
  expect(keys.refused({ code: "unavailable", message: "later" })).toBeUndefined();
  expect(identity.next()?.rekey).toBe("a token, of a link");
});

test("P35: after rekey this page goes on, another device is signed out within a second, and unsent messages stay the person's", async () => {
  await using server = await serve();
  const browser = openBrowser("ada", "the key of ada, which she loses");
  const desk = await openPerson(server.url, { browser });
  const lost = await openPerson(server.url, {
    browser: openBrowser("ada", "the key of ada, which she loses"),
    patience: QUICK,
  });
  const from = desk.chat.me.value;
  const { owner } = desk.identity;
  expect(await desk.chat.requests.rekey()).toMatchObject({ ok: true });
  const began = performance.now();
  await until("the lost device out", () => lost.chat.status.value.is === "signedOut");
  expect(performance.now() - began).toBeLessThan(1500);
  expect(lost.chat.shutOut.value?.code).toBe("forbidden");
  desk.chat.send("still me");
  await until("the message sent", () => desk.chat.room.value.messages.value.length === 1);
  const reopenedDesk = await openPerson(server.url, { browser });
  expect(reopenedDesk.chat.me.value).toBe(from);
  expect(reopenedDesk.identity.owner).toBe(owner);
});

test("P35: a page that is closed before rekey is answered is the same person when it opens again", async () => {
  await using server = await serve();
  const browser = openBrowser("ada", "the key of ada, who is in a hurry");
  const desk = await openPerson(server.url, { browser });
  const from = desk.chat.me.value;
  const { key } = openIdentity(browser.store).prepare();
  // The request gets through, and the page is gone.
  await using other = await Client.connect(server.url, "websocket", {
    key: "the key of ada, who is in a hurry",
  });
  expect(await other.ask("rekey", { key })).toMatchObject({ ok: true });
  const again = await openPerson(server.url, { browser, patience: QUICK });
  expect([again.chat.me.value, again.identity.key]).toEqual([from, key]);
});

test("P35: a link that is none leaves the browser who it was", async () => {
  await using server = await serve();
  const browser = openBrowser("ada", "the key of ada, who is curious");
  const desk = openPage(server.url, { browser, patience: QUICK });
  await until("being online", () => desk.chat.status.value.is === "online");
  const from = desk.chat.me.value;
  const refused = await desk.chat.requests.recover("abcdefghijklmnopqrst-_");
  expect(refused.code).toBe("not_found");
  await until("being online again", () => desk.chat.status.value.is === "online");
  expect(desk.chat.me.value).toBe(from);
});
