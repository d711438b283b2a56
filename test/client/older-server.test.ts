import { expect, setDefaultTimeout, test } from "bun:test";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";
import { Link, portOf } from "../chaos/link";
import { openPage } from "../page/person";
import { Client } from "../support/client";
import { serve } from "../support/server";
import { until } from "../support/until";

setDefaultTimeout(60_000);

const QUICK = { probe: 300, doubt: 500, answer: 5000, greeting: 2000, ban: 1000 };

/** A machine of version 1, as far as a page that comes to it notices: it has no `rev`, and acknowledges without the message. */
async function olderMachine() {
  const http = createServer();
  const io = new Server(http);
  const said: string[] = [];
  let greetings = 0;
  io.on("connection", (socket) => {
    greetings += 1;
    const you = { from: "ada-ada-ada-ada-", name: "ada" };
    const limits = { txt: 4000, name: 40, page: 50, rooms: 20 };
    socket.emit("dixiu", "hello", { version: 1, you, room: "lobby", head: 0, limits });
    socket.on("join", ({ room }, ack) =>
      ack({ ok: true, room, head: 0, floor: 0, count: 1, people: [you] }),
    );
    socket.on("history", (_, ack) => ack({ ok: true, messages: [], head: 0, floor: 0 }));
    socket.on("chuan", ({ txt }, { room, id }, ack) => {
      said.push(txt);
      ack({ ok: true, meta: { room, seq: said.length, id, from: you.from, at: 0 } });
    });
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  return {
    port: (http.address() as AddressInfo).port,
    said,
    greetings: () => greetings,
    [Symbol.asyncDispose]: () => io.close(),
  };
}

test("a page does not stay on a machine of an earlier version: what is typed there is sent once to one of this version", async () => {
  await using older = await olderMachine();
  await using server = await serve();
  let isUpdated = false;
  await using link = await Link.open(() => (isUpdated ? portOf(server.url) : older.port));
  await using lin = await Client.connect(server.url);
  const { chat, counted } = openPage(link.url, { patience: QUICK });
  await until("the older machine to have greeted", () => older.greetings() > 0);
  chat.send("hello");
  await until("another attempt", () => older.greetings() > 1);
  expect([counted.greetings, older.said]).toEqual([0, []]);
  isUpdated = true;
  expect((await lin.message()).msg.txt).toBe("hello");
  await until("ada to be told", () => chat.room.value.outgoing.value.length === 0);
  expect(chat.room.value.messages.value.map(({ txt }) => txt)).toEqual(["hello"]);
});
