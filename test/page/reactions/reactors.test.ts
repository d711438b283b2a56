import { expect, test } from "bun:test";
import { until } from "../../support/until";
import { Client } from "../../support/client";
import { serve } from "../../support/server";
import type { Person } from "../../../src/protocol";
import { reactorsOf } from "../../../src/page/reactions/reactors";
import { openPerson } from "../person";

const names = (people: readonly Person[]) => people.map(({ name }) => name);

/** A page of ada, and a message to which so many people react; those who are there may leave again. */
async function reactedTo(crowd: number) {
  const server = await serve();
  const { chat } = await openPerson(server.url);
  await using lin = await Client.connect(server.url, "websocket", {
    key: "the key of lin, who asks",
    name: "lin",
  });
  await lin.say("who comes?", { name: "lin" });
  for (let n = 1; n <= crowd; n += 1) {
    const name = `guest ${n}`;
    await using guest = await Client.connect(server.url, "websocket", {
      key: `the key of ${name}, who is known`,
      name,
    });
    await guest.ask("react", { room: "lobby", seq: 1, emoji: "🎉", on: true });
  }
  const [message] = await lin.log("lobby");
  const [reaction] = message?.reactions ?? [];
  if (!message || !reaction) throw new Error("nobody has reacted");
  const told: string[][] = [];
  reactorsOf({ reaction, message, chat }, (people) => told.push(names(people)));
  return {
    told,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
    },
  };
}

test("P25: those who have left are named by the server", async () => {
  await using two = await reactedTo(2);
  await until("their names", () => two.told.length === 2);
  expect(two.told[1]).toEqual(["guest 1", "guest 2"]);
});

test("P25: beyond the first eight, the server lists everybody who reacted", async () => {
  await using ten = await reactedTo(10);
  await until("their names", () => ten.told.at(-1)?.length === 10);
  expect(ten.told.at(-1)).toEqual(Array.from({ length: 10 }, (_, n) => `guest ${n + 1}`));
});
