/** Acts while everything else goes on (H29): on three machines, under load, in the middle of a reconnect storm. */
import { expect, setDefaultTimeout, test as alone } from "bun:test";
import type { Message, Notice } from "../../../src/protocol";
import { shared } from "../../support/shared";
import { until } from "../../support/until";
import { upTo } from "../../store/contract-parts";
import { codeOf, come, granted, type Here, idOf, machines, roomNotice } from "./people";

setDefaultTimeout(60_000);
const test = alone.concurrent;

/** Three machines, and ada on the first, who owns the server. */
async function fleet() {
  const three = await machines(3);
  const ada = await come(three.urls[0], "ada", { invitation: three.token });
  return {
    urls: three.urls,
    ada,
    async [Symbol.asyncDispose]() {
      await ada[Symbol.asyncDispose]();
      await three[Symbol.asyncDispose]();
    },
  };
}

const site = shared(fleet);
let scenes = 0;

/** The machines with a room of a test's own, in which ada is, and the names of two people of its own. */
async function scene() {
  const n = (scenes += 1);
  const { ada, urls } = site();
  const room = `room-${n}`;
  await granted(ada.client.ask("join", { room }));
  return { ada, urls, room, name: `lin ${n}`, other: `bo ${n}` };
}

/** Somebody in a room, on a machine. */
async function inRoom(url: string, room: string, name: string): Promise<Here> {
  const here = await come(url, name);
  await granted(here.client.ask("join", { room }));
  return here;
}

/** Writes until it is stopped, some messages at once, and returns the codes of what was refused. */
function flood({ client, welcome }: Here, room: string) {
  const { name } = welcome.you;
  const over = new AbortController();
  const refused = new Set<string>();
  const running = Promise.all(
    upTo(4).map(async () => {
      while (!over.signal.aborted) {
        const code = await codeOf(client.say("text", { room, name }));
        if (code !== "ok") refused.add(code);
      }
    }),
  );
  return {
    refused,
    async stop() {
      over.abort();
      await running;
    },
  };
}

/** The numbers of a person's messages after an act that forbade them, up to the one that allowed them again. */
function forbiddenAfter(
  log: readonly Message[],
  from: string,
  forbids: Notice["act"][],
  allows: Notice["act"][],
): number[] {
  let isForbidden = false;
  return log.flatMap((message) => {
    const { notice } = message;
    if (notice?.whom === from && forbids.includes(notice.act)) isForbidden = true;
    else if (notice?.whom === from && allows.includes(notice.act)) isForbidden = false;
    else if (!notice && message.from === from && isForbidden) return [message.seq];
    return [];
  });
}

test("P32: no message of somebody who is muted is numbered after the act, from whichever machine, while all write", async () => {
  const { ada, urls, room, name, other } = await scene();
  const [, b, c] = urls;
  await using lin = await inRoom(b, room, name);
  await using phone = await inRoom(c, room, name);
  await using bo = await inRoom(b, room, other);
  const floods = [flood(lin, room), flood(phone, room), flood(bo, room), flood(ada, room)];
  const asked = { room, from: idOf(name) };
  for (let n = 0; n < 6; n += 1) {
    await granted(ada.client.ask("mute", { ...asked, minutes: 5 }));
    await until("lin to be refused", () =>
      floods.slice(0, 2).every(({ refused }) => refused.has("muted")),
    );
    await granted(ada.client.ask("pardon", asked));
    for (const { refused } of floods) refused.clear();
    await Bun.sleep(20);
  }
  for (const one of floods) await one.stop();
  const log = await ada.client.log(room);
  expect(log.filter(({ from, notice }) => from === idOf(name) && !notice).length).toBeGreaterThan(
    6,
  );
  expect(log.filter(({ notice }) => notice)).toHaveLength(12);
  expect(forbiddenAfter(log, idOf(name), ["mute"], ["pardon"])).toEqual([]);
});

test("P32: an edit and a reaction of somebody who is muted change nothing after the act", async () => {
  const { ada, urls, room, name } = await scene();
  await using lin = await inRoom(urls[1], room, name);
  await granted(lin.client.say("one", { room, name }));
  const over = new AbortController();
  const place = { room, seq: 1 };
  const editing = (async () => {
    for (let n = 0; !over.signal.aborted; n += 1) {
      await lin.client.ask("edit", { ...place, txt: `text ${n}` });
      await lin.client.ask("react", { ...place, emoji: "👍", on: n % 2 === 0 });
    }
  })();
  await Bun.sleep(50);
  await granted(ada.client.ask("mute", { room, from: idOf(name), minutes: 5 }));
  over.abort();
  await editing;
  const [first, act] = await ada.client.log(room);
  expect(act?.notice?.act).toBe("mute");
  expect(first?.rev).toBeLessThan(act?.rev ?? 0);
});

test("H29: two moderators act on one person at once, on two machines: both acts are there, the later one holds", async () => {
  const { ada, urls, room, name, other } = await scene();
  await using lin = await inRoom(urls[1], room, name);
  await using bo = await inRoom(urls[2], room, other);
  await granted(ada.client.ask("rank", { room, from: idOf(name), rank: "moderator" }));
  await roomNotice(lin.client, ({ rank }) => rank === "moderator");
  const asked = { room, from: idOf(other) };
  for (let n = 0; n < 5; n += 1) {
    const codes = await Promise.all([
      codeOf(ada.client.ask("mute", { ...asked, minutes: 5 })),
      codeOf(lin.client.ask("mute", { ...asked, minutes: 50 })),
    ]);
    expect(codes).toEqual(["ok", "ok"]);
  }
  const last = (await ada.client.log(room)).at(-1)?.notice;
  const error = async () => {
    const reply = (await bo.client.say("one", { room })) as { error?: { until?: number } };
    return reply.error?.until;
  };
  // Bo's machine learns of the later act a moment after those who asked for it.
  await until("the later act holding", async () => (await error()) === last?.until);
});

test("H29: of two who take each other's rank at once, one keeps it", async () => {
  const { ada, urls, room, name, other } = await scene();
  await using lin = await inRoom(urls[1], room, name);
  await granted(ada.client.ask("rank", { room, from: idOf(name), rank: "moderator" }));
  await using bo = await inRoom(urls[2], room, other);
  await roomNotice(lin.client, ({ rank }) => rank === "moderator");
  const [taken, muted] = await Promise.all([
    codeOf(ada.client.ask("rank", { room, from: idOf(name), rank: "member" })),
    codeOf(lin.client.ask("mute", { room, from: idOf(other), minutes: 5 })),
  ]);
  expect(taken).toBe("ok");
  const acts = (await ada.client.log(room)).flatMap(({ notice }) => notice?.act ?? []);
  // The mute came before the rank was taken, or not at all.
  expect(acts).toEqual(muted === "ok" ? ["rank", "mute", "rank"] : ["rank", "rank"]);
  const expected = muted === "ok" ? "muted" : "ok";
  await until(
    `the answer ${expected}`,
    async () => (await codeOf(bo.client.say("one", { room, name: other }))) === expected,
  );
});

test("H29: somebody who is banned in the middle of a reconnect storm is out on every machine, and no connection of theirs is left", async () => {
  const { ada, urls, room, name } = await scene();
  const over = new AbortController();
  const storm = upTo(6).map(async (n) => {
    while (!over.signal.aborted) {
      await using lin = await come(urls[n % 3] ?? "", name).catch(() => undefined);
      if (lin) await codeOf(lin.client.ask("join", { room })).catch(() => {});
      if (lin) void lin.client.say("text", { room, name }).catch(() => {});
    }
  });
  await Bun.sleep(150);
  await granted(ada.client.ask("ban", { room, from: idOf(name) }));
  await Bun.sleep(150);
  over.abort();
  await Promise.all(storm);
  expect(forbiddenAfter(await ada.client.log(room), idOf(name), ["ban"], [])).toEqual([]);
  for (const url of urls) {
    await using lin = await come(url, name);
    expect(await codeOf(lin.client.ask("join", { room }))).toBe("banned");
    expect(await codeOf(lin.client.ask("history", { room }))).toBe("banned");
  }
});

test("H30: a ban from the server ends all connections of a person on every machine within a second, and none of them comes again", async () => {
  const { ada, urls, room, name } = await scene();
  await using stack = new AsyncDisposableStack();
  const devices = await Promise.all(urls.map((url) => inRoom(url, room, name)));
  for (const one of devices) stack.use(one);
  const ends = devices.map(
    ({ client }) => new Promise((resolve) => client.socket.once("disconnect", resolve)),
  );
  const began = performance.now();
  await granted(ada.client.ask("ban", { from: idOf(name) }));
  expect(new Set(await Promise.all(ends))).toEqual(new Set(["io server disconnect"]));
  expect(performance.now() - began).toBeLessThan(2000);
  expect(devices.map(({ client }) => client.socket.active)).toEqual([false, false, false]);
});

test("P31: somebody who is kicked leaves within a second on another machine, and is told why", async () => {
  const { ada, urls, room, name } = await scene();
  await using lin = await inRoom(urls[1], room, name);
  await granted(ada.client.ask("kick", { room, from: idOf(name), reason: "calm down" }));
  for (;;) {
    const { out } = await roomNotice(lin.client, ({ gone }) => gone === true);
    if (!out) continue;
    expect(out).toEqual({ act: "kick", reason: "calm down" });
    break;
  }
  expect(await codeOf(lin.client.say("one", { room }))).toBe("not_in_room");
});

test("P32: what a person sends behind each other stays in its order when it is decided anew", async () => {
  const { ada, urls, room, name } = await scene();
  await using lin = await inRoom(urls[1], room, name);
  const acting = (async () => {
    for (const rank of ["moderator", "member", "moderator", "member"])
      await granted(ada.client.ask("rank", { room, from: idOf(name), rank }));
  })();
  const sending = upTo(400).map(async (n) => {
    await Bun.sleep(n);
    const after = n > 1 ? { after: `id-${n - 1}` } : {};
    return codeOf(lin.client.say(`${n}`, { room, name, id: `id-${n}`, ...after }));
  });
  expect(new Set(await Promise.all(sending))).toEqual(new Set(["ok"]));
  await acting;
  const said = (await ada.client.log(room))
    .filter(({ notice }) => !notice)
    .map(({ txt }) => Number(txt));
  expect(said).toEqual(upTo(400));
});
