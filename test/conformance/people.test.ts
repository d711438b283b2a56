/** Whole conversations with clients in other languages, over each transport. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { by, Link, portOf } from "../chaos/link";
import { Client } from "../support/client";
import { serve } from "../support/server";
import { byHand, hasPython, inPython, type Person } from "./people";

setDefaultTimeout(60_000);

const kinds: Record<string, { transport: string; connect: (url: string) => Promise<Person> }> = {
  "long-polling by hand": { transport: "polling", connect: byHand },
};

if (hasPython)
  Object.assign(kinds, {
    "python-socketio over long-polling": {
      transport: "polling",
      connect: (url: string) => inPython(url, ["polling"]),
    },
    "python-socketio over a WebSocket": {
      transport: "websocket",
      connect: (url: string) => inPython(url, ["websocket"]),
    },
    "python-socketio with an upgrade": {
      transport: "websocket",
      connect: (url: string) => inPython(url, null),
    },
  });
else
  console.warn(
    "Not run: python-socketio. apt-get install python3-socketio python3-requests python3-websocket",
  );

const numbered = (word: string, count: number) =>
  Array.from({ length: count }, (_, n) => `${word} ${n}`);

describe.each(Object.entries(kinds))("%s", (kind, { transport, connect }) => {
  let server: Awaited<ReturnType<typeof serve>>;
  let link: Link;
  let person: Person;

  beforeAll(async () => {
    server = await serve();
    link = await Link.open(() => portOf(server.url));
    person = await connect(by(link, server.url).replace(/\/$/, ""));
    // A client that polls by hand can ask for nothing before it has a session.
    await person.connected(1);
  });

  afterAll(async () => {
    await person[Symbol.asyncDispose]();
    await link[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  async function all(): Promise<string[]> {
    const texts: string[] = [];
    let after = 0;
    for (;;) {
      const { messages, head } = await person.history(after);
      texts.push(...messages.map(({ txt }) => txt));
      after = messages.at(-1)?.seq ?? head;
      if (after === head) return texts;
    }
  }

  test(`${kind}: a client is greeted`, async () => {
    expect(await person.connected(1)).toEqual({ transport });
  });

  test.each([20, 200])(
    `${kind}: %d messages sent at once are each acknowledged once, and stored`,
    async (count) => {
      const before = (await person.history(0)).head;
      const texts = numbered(`${count}`, count);
      const replies = await person.say(texts);
      expect(replies.map((each) => each.map(({ ok, meta }) => [ok, meta.seq]))).toEqual(
        texts.map((_, n) => [[true, before + n + 1]]),
      );
      expect((await all()).slice(before)).toEqual(texts);
    },
  );

  test(`P9, P10: ${kind}: 200 messages that another client sends at once are received in order`, async () => {
    await using lin = await Client.connect(server.url);
    const texts = numbered("lin", 200);
    await Promise.all(texts.map((text) => lin.say(text, { name: "lin" })));
    expect(await person.hear(texts.length)).toEqual(texts);
  });

  test(`P14: ${kind}: messages sent while the connection was lost are in the history after it is back`, async () => {
    await using lin = await Client.connect(server.url);
    const { head } = await person.history(0);
    link.break();
    const texts = numbered("missed", 20);
    await Promise.all(texts.map((text) => lin.say(text, { name: "lin" })));
    // Between two polls there is no connection: a loss that ended before the next poll would be none to the client.
    await person.lost(1);
    link.heal();
    await person.connected(2);
    expect((await person.history(head)).messages.map(({ txt }) => txt)).toEqual(texts);
  });
});
