import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { io } from "socket.io-client";
import { STRANGER } from "../../src/chat/access/standing";
import { createByteBudget } from "../../src/chat/people/byte-budget";
import { createSocketAudience } from "../../src/chat/socket-audience";
import { createAnnouncements } from "../../src/chat/people/announcements";
import type { PeopleChanged, Presence } from "../../src/protocol";
import { serveEngine } from "../engine/serve-engine";
import { within } from "../support/deadline";
import { until } from "../support/until";

setDefaultTimeout(60_000);

// Most of what each takes is waiting.
const test = alone.concurrent;

test("H45: presence stays within its budget of bytes, rooms take turns, and only the newest state is sent", async () => {
  const [perSecond, cost] = [100_000, 20_000];
  const spend = createByteBudget(perSecond);
  const told: string[] = [];
  let turn = 0;
  let isNewest = true;
  const began = performance.now();
  while (performance.now() - began < 1500) {
    turn += 1;
    for (const room of ["a", "b", "c"]) {
      const asked = turn;
      spend(room, () => {
        told.push(room);
        isNewest &&= asked === turn;
        return cost;
      });
    }
    await Bun.sleep(5);
  }
  const seconds = (performance.now() - began) / 1000;
  // A second's worth may be spent at once, and the last may be larger than what is left.
  expect(told.length * cost).toBeLessThanOrEqual((1 + seconds) * perSecond + cost);
  const counts = ["a", "b", "c"].map((one) => told.filter((room) => room === one).length);
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  expect(isNewest).toBe(true);
});

test("H45: what costs more than is saved waits until it is paid, also where the cost grows meanwhile", async () => {
  const perSecond = 100_000;
  const spend = createByteBudget(perSecond);
  const began = performance.now();
  // A room that people come into all the time: each telling costs more than the one before.
  const cost = () => 60_000 + 20 * (performance.now() - began);
  let spent = 0;
  const isPaid: boolean[] = [];
  await until("three tellings", () => {
    spend(
      "lobby",
      () => {
        spent += cost();
        // The cost may grow for as long as this process stands still between the two looks at it.
        isPaid.push(spent <= (1.1 + (performance.now() - began) / 1000) * perSecond);
        return cost();
      },
      cost,
    );
    return isPaid.length >= 3;
  });
  expect(isPaid).toEqual(isPaid.map(() => true));
});

/** A hundred people, all of whom have the newest name. */
function hundred(name: string): Presence {
  const people = Array.from({ length: 100 }, (_, n) => ({
    from: `person-${n}`,
    name: `person-${n} ${name}`,
  }));
  return { room: "designers", count: 100, people };
}

test("H45: presence and changes stay within their budgets of bytes, and every client gets the newest state", async () => {
  await using engine = await serveEngine();
  const rates = { whole: 400_000, changes: 80_000 };
  const audience = createSocketAudience(engine.io);
  const announcements = createAnnouncements(audience, rates);
  engine.io.on("connection", ({ id, handshake: { auth, address } }) => {
    const person = { from: id, name: "" };
    const caller = {
      id,
      person,
      address,
      hasKey: false,
      standing: STRANGER,
      memberships: new Map(),
      isGone: false,
    };
    audience.enter(caller, "designers");
    if (auth["presence"] === "changes") announcements.admit(caller);
  });
  const connect = async (auth: object) => {
    const socket = io(engine.url, { transports: ["websocket"], auth, forceNew: true });
    await within(
      20_000,
      "a connection",
      new Promise((resolve) => socket.once("connect", resolve as () => void)),
    );
    return socket;
  };
  const [stocks, askings] = await Promise.all(
    [{}, { presence: "changes" }].map((auth) =>
      Promise.all(Array.from({ length: 10 }, () => connect(auth))),
    ),
  );
  let [wholeBytes, changesBytes] = [0, 0];
  const newest = Array.from({ length: 20 }, () => "");
  for (const [n, socket] of [...stocks!, ...askings!].entries()) {
    socket.on("presence", (presence: Presence) => {
      wholeBytes += JSON.stringify(presence).length;
      newest[n] = presence.people[0]!.name;
    });
    socket.on("people", (changed: PeopleChanged) => {
      changesBytes += JSON.stringify(changed).length;
      if (n >= 10) newest[n] = changed.came[0]!.name;
    });
  }
  const began = performance.now();
  let name = "";
  for (let step = 0; performance.now() - began < 1000; step++) {
    name = `name-${step}`;
    announcements.tell(hundred(name));
    await Bun.sleep(20);
  }
  await until("all to know the newest", () => newest.every((one) => one.endsWith(` ${name}`)));
  const seconds = (performance.now() - began) / 1000;
  const { length } = JSON.stringify(hundred(name));
  // What is spent at once, and the last that may be larger than what is left: to 10, and to all 20.
  expect(wholeBytes).toBeLessThan((1 + seconds) * rates.whole + 10 * length);
  expect(changesBytes).toBeLessThan((1 + seconds) * rates.changes + 20 * 1.1 * length);
  for (const socket of [...stocks!, ...askings!]) socket.disconnect();
});
