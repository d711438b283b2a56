/** Acts while everything else goes on (H29): on three machines, under load, in the middle of a reconnect storm. */
import { expect, setDefaultTimeout, test as alone } from "bun:test";
import type { Message, Notice } from "../../../src/protocol";
import { preparedDatabase } from "../../support/postgres";
import { serve } from "../../support/server";
import { until } from "../../support/until";
import { upTo } from "../../store/contract-parts";
import { codeOf, come, granted, type Here, idOf, ownersToken, roomNotice } from "./people";

setDefaultTimeout(60_000);
const test = alone.concurrent;

const ROOM = "tea";

/** Three machines on one database, and ada on the first, who owns the server. */
async function fleet() {
  const database = await preparedDatabase();
  const token = await ownersToken(database.url);
  const env = { DATABASE_URL: database.url };
  const servers = await Promise.all([serve(env), serve(env), serve(env)]);
  const [a = "", b = "", c = ""] = servers.map(({ url }) => url);
  const ada = await come(a, "ada", { invitation: token });
  await granted(ada.client.ask("join", { room: ROOM }));
  return {
    urls: [a, b, c] as const,
    ada,
    async [Symbol.asyncDispose]() {
      await ada[Symbol.asyncDispose]();
      await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
      await database[Symbol.asyncDispose]();
    },
  };
}

/** Somebody in the room, on a machine. */
async function inRoom(url: string, name: string): Promise<Here> {
  const here = await come(url, name);
  await granted(here.client.ask("join", { room: ROOM }));
  return here;
}

/** Writes until it is stopped, some messages at once, and returns the codes of what was refused. */
function flood({ client }: Here, name: string) {
  const over = new AbortController();
  const refused = new Set<string>();
  const running = Promise.all(
    upTo(4).map(async () => {
      while (!over.signal.aborted) {
        const code = await codeOf(client.say("text", { room: ROOM, name }));
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

/** Everything in the room, with a notice's act beside its number. */
const logOf = ({ client }: Here) => client.log(ROOM);

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
  await using machines = await fleet();
  const { ada, urls } = machines;
  const [, b, c] = urls;
  await using lin = await inRoom(b, "lin");
  await using phone = await inRoom(c, "lin");
  await using bo = await inRoom(b, "bo");
  const floods = [flood(lin, "lin"), flood(phone, "lin"), flood(bo, "bo"), flood(ada, "ada")];
  const asked = { room: ROOM, from: idOf("lin") };
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
  const log = await logOf(ada);
  expect(log.filter(({ from, notice }) => from === idOf("lin") && !notice).length).toBeGreaterThan(
    6,
  );
  expect(log.filter(({ notice }) => notice)).toHaveLength(12);
  expect(forbiddenAfter(log, idOf("lin"), ["mute"], ["pardon"])).toEqual([]);
});

test("P32: an edit and a reaction of somebody who is muted change nothing after the act", async () => {
  await using machines = await fleet();
  const { ada, urls } = machines;
  await using lin = await inRoom(urls[1], "lin");
  await granted(lin.client.say("one", { room: ROOM, name: "lin" }));
  const over = new AbortController();
  const place = { room: ROOM, seq: 1 };
  const editing = (async () => {
    for (let n = 0; !over.signal.aborted; n += 1) {
      await lin.client.ask("edit", { ...place, txt: `text ${n}` });
      await lin.client.ask("react", { ...place, emoji: "👍", on: n % 2 === 0 });
    }
  })();
  await Bun.sleep(50);
  await granted(ada.client.ask("mute", { room: ROOM, from: idOf("lin"), minutes: 5 }));
  over.abort();
  await editing;
  const [first, act] = await logOf(ada);
  expect(act?.notice?.act).toBe("mute");
  expect(first?.rev).toBeLessThan(act?.rev ?? 0);
});

test("H29: two moderators act on one person at once, on two machines: both acts are there, the later one holds", async () => {
  await using machines = await fleet();
  const { ada, urls } = machines;
  await using lin = await inRoom(urls[1], "lin");
  await using bo = await inRoom(urls[2], "bo");
  await granted(ada.client.ask("rank", { room: ROOM, from: idOf("lin"), rank: "moderator" }));
  await roomNotice(lin.client, ({ rank }) => rank === "moderator");
  const asked = { room: ROOM, from: idOf("bo") };
  for (let n = 0; n < 5; n += 1) {
    const codes = await Promise.all([
      codeOf(ada.client.ask("mute", { ...asked, minutes: 5 })),
      codeOf(lin.client.ask("mute", { ...asked, minutes: 50 })),
    ]);
    expect(codes).toEqual(["ok", "ok"]);
  }
  const last = (await logOf(ada)).at(-1)?.notice;
  const error = async () => {
    const reply = (await bo.client.say("one", { room: ROOM })) as { error?: { until?: number } };
    return reply.error?.until;
  };
  expect(await error()).toBe(last?.until);
});

test("H29: of two who take each other's rank at once, one keeps it", async () => {
  await using machines = await fleet();
  const { ada, urls } = machines;
  await using lin = await inRoom(urls[1], "lin");
  await granted(ada.client.ask("rank", { room: ROOM, from: idOf("lin"), rank: "moderator" }));
  await using bo = await inRoom(urls[2], "bo");
  await roomNotice(lin.client, ({ rank }) => rank === "moderator");
  const [taken, muted] = await Promise.all([
    codeOf(ada.client.ask("rank", { room: ROOM, from: idOf("lin"), rank: "member" })),
    codeOf(lin.client.ask("mute", { room: ROOM, from: idOf("bo"), minutes: 5 })),
  ]);
  expect(taken).toBe("ok");
  const acts = (await logOf(ada)).flatMap(({ notice }) => notice?.act ?? []);
  // The mute came before the rank was taken, or not at all.
  expect(acts).toEqual(muted === "ok" ? ["rank", "mute", "rank"] : ["rank", "rank"]);
  expect(await codeOf(bo.client.say("one", { room: ROOM, name: "bo" }))).toBe(
    muted === "ok" ? "muted" : "ok",
  );
});

test("H29: somebody who is banned in the middle of a reconnect storm is out on every machine, and no connection of theirs is left", async () => {
  await using machines = await fleet();
  const { ada, urls } = machines;
  const over = new AbortController();
  const storm = upTo(6).map(async (n) => {
    while (!over.signal.aborted) {
      await using lin = await come(urls[n % 3] ?? "", "lin").catch(() => undefined);
      if (lin) await codeOf(lin.client.ask("join", { room: ROOM })).catch(() => {});
      if (lin) void lin.client.say("text", { room: ROOM, name: "lin" }).catch(() => {});
    }
  });
  await Bun.sleep(150);
  await granted(ada.client.ask("ban", { room: ROOM, from: idOf("lin") }));
  await Bun.sleep(150);
  over.abort();
  await Promise.all(storm);
  expect(forbiddenAfter(await logOf(ada), idOf("lin"), ["ban"], [])).toEqual([]);
  for (const url of urls) {
    await using lin = await come(url, "lin");
    expect(await codeOf(lin.client.ask("join", { room: ROOM }))).toBe("banned");
    expect(await codeOf(lin.client.ask("history", { room: ROOM }))).toBe("banned");
  }
});

test("H30: a ban from the server ends all connections of a person on every machine within a second, and none of them comes again", async () => {
  await using machines = await fleet();
  const { ada, urls } = machines;
  await using stack = new AsyncDisposableStack();
  const devices = await Promise.all(urls.map((url) => inRoom(url, "lin")));
  for (const one of devices) stack.use(one);
  const ends = devices.map(
    ({ client }) => new Promise((resolve) => client.socket.once("disconnect", resolve)),
  );
  const began = performance.now();
  await granted(ada.client.ask("ban", { from: idOf("lin") }));
  expect(new Set(await Promise.all(ends))).toEqual(new Set(["io server disconnect"]));
  expect(performance.now() - began).toBeLessThan(2000);
  expect(devices.map(({ client }) => client.socket.active)).toEqual([false, false, false]);
});

test("P31: somebody who is kicked leaves within a second on another machine, and is told why", async () => {
  await using machines = await fleet();
  const { ada, urls } = machines;
  await using lin = await inRoom(urls[1], "lin");
  await granted(ada.client.ask("kick", { room: ROOM, from: idOf("lin"), reason: "calm down" }));
  for (;;) {
    const { out } = await roomNotice(lin.client, ({ gone }) => gone === true);
    if (!out) continue;
    expect(out).toEqual({ act: "kick", reason: "calm down" });
    break;
  }
  expect(await codeOf(lin.client.say("one", { room: ROOM }))).toBe("not_in_room");
});

test("P32: what a person sends behind each other stays in its order when it is decided anew", async () => {
  await using machines = await fleet();
  const { ada, urls } = machines;
  await using lin = await inRoom(urls[1], "lin");
  const acting = (async () => {
    for (const rank of ["moderator", "member", "moderator", "member"])
      await granted(ada.client.ask("rank", { room: ROOM, from: idOf("lin"), rank }));
  })();
  const sending = upTo(400).map(async (n) => {
    await Bun.sleep(n);
    const after = n > 1 ? { after: `id-${n - 1}` } : {};
    return codeOf(lin.client.say(`${n}`, { room: ROOM, name: "lin", id: `id-${n}`, ...after }));
  });
  expect(new Set(await Promise.all(sending))).toEqual(new Set(["ok"]));
  await acting;
  const said = (await logOf(ada)).filter(({ notice }) => !notice).map(({ txt }) => Number(txt));
  expect(said).toEqual(upTo(400));
});
