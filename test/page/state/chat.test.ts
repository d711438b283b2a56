import { expect, test as alone } from "bun:test";
import { IDBFactory } from "fake-indexeddb";
import { openMessageCache } from "../../../src/page/storage/message-cache";
import { Chat } from "../../../src/page/state/chat";
import { findPeople } from "../../../src/page/state/find-people";
import type { Connection, ConnectionListener } from "../../../src/client/connection";
import { openDrafts } from "../../../src/page/storage/drafts";
import { openIdentity } from "../../../src/client/identity";
import { openOutboxOrder } from "../../../src/client/outbox-order";
import { openRoomList } from "../../../src/page/storage/room-list";
import { FIXED_LIMITS, type Message, type Person } from "../../../src/protocol";
import { memory } from "../../client/memory";
import { until } from "../../support/until";
import { refuseAll } from "../../client/refuse-all";
import { RoomLog } from "../../client/room-log";
import { databaseIn, FORGETFUL, NO_CACHE } from "../forgetful";
import { noFiles } from "../../client/no-files";

// Most of what each takes is waiting, and each has a page of its own.
const test = alone.concurrent;

/** The page of ada, whose server is in this file: `silent` answers it never gives in time. */
function open({
  silent = [] as string[],
  room = "designers",
  said = 3,
  cache = NO_CACHE,
  crowd = [] as Person[],
  held = Promise.resolve(),
} = {}) {
  const store = memory();
  const identity = openIdentity(store);
  identity.rename("ada");
  const log = new RoomLog();
  for (let n = 0; n < said; n += 1) log.append({ room, name: "lin" });
  const drafts = openDrafts(store);
  const asked: string[] = [];
  const answered: string[] = [];
  let listener: ConnectionListener | undefined;

  async function answer(question: string): Promise<void> {
    asked.push(question);
    if (!silent.includes(question)) return;
    silent.splice(silent.indexOf(question), 1);
    throw new Error("there was no answer in time");
  }

  const connection: Connection = {
    async send({ id, room: to, name, txt }) {
      await answer("chuan");
      const [seq, from] = [log.messages.length + 1, "ada"];
      const message = { room: to, id, seq, rev: seq, from, name, txt, at: 0 };
      const meta = { room: to, id, seq, rev: seq, from, at: 0, prev: seq - 1 };
      return { ok: true, meta, message };
    },
    async sendWish({ wish }, seq) {
      await answer(`${wish.kind} ${seq}`);
      return { ok: true, rev: log.rev, prev: log.rev, message: log.change(seq, { room }) };
    },
    async history(range) {
      await answer("history");
      await held;
      answered.push("history");
      return log.read(range);
    },
    async join(entered) {
      await answer(`join ${entered}`);
      const head = entered === room ? log.messages.length : 0;
      return {
        ok: true,
        room: entered,
        head,
        floor: 1,
        rev: head,
        count: crowd.length,
        people: crowd.slice(0, 1),
      };
    },
    leave: (left) => asked.push(`leave ${left}`),
    rename: async () => void asked.push(`rename ${identity.name()}`),
    rekey: () => Promise.reject(new Error("nobody loses a device")),
    recover: () => Promise.reject(new Error("nobody has a link")),
    typing: () => {},
    people: async (wanted) =>
      crowd.filter(({ name }) => "q" in wanted && name.startsWith(wanted.q)),
    reactors: async () => [],
    namesOf: async () => [],
    redeem: async () => undefined,
    ask: refuseAll,
    retry: () => {},
    rest: () => {},
    wake: () => {},
  };
  const chat = new Chat({
    connect(listening) {
      listener = listening;
      return connection;
    },
    identity,
    store: FORGETFUL,
    openFiles: noFiles,
    nextOrder: openOutboxOrder(store),
    cache,
    roomList: openRoomList(store),
    drafts,
    place: { room },
    onArrivals: () => {},
    onMessage: () => {},
  });
  /** The server greets. */
  const greet = (epoch = "one") => {
    listener?.onStatus({ is: "online" });
    listener?.onGreeting("hello", {
      version: 2,
      you: { from: "ada", name: "ada" },
      room: "lobby",
      head: 0,
      rev: 0,
      epoch,
      limits: { ...FIXED_LIMITS, rooms: 20, backlog: 1 },
      server: {},
      rooms: [],
    });
  };
  const lose = () => listener?.onStatus({ is: "waiting", at: 0 });
  const hearTyping = (from: string) => listener?.onTyping({ room, from, name: from, on: true });
  return { chat, store, log, asked, answered, drafts, greet, lose, hearTyping };
}

function saying(seq: number, room: string): Message {
  return { room, seq, rev: seq, id: `${seq}`, from: "lin", name: "lin", txt: "hello", at: seq };
}

const shown = ({ chat }: ReturnType<typeof open>) =>
  chat.room.value.messages.value.map(({ seq }) => seq);

test.each([["join designers"], ["history"]])(
  "%s that is not answered in time, on a living connection, is requested again",
  async (question) => {
    const ada = open({ silent: [question] });
    ada.greet();
    await until("what was said", () => shown(ada).length === 3);
    expect(ada.asked.filter((one) => one === question).length).toBeGreaterThan(1);
  },
);

test("P16: typing on another page of the same person is not shown", () => {
  const ada = open();
  ada.greet();
  for (const from of ["ada", "lin"]) ada.hearTyping(from);
  expect(ada.chat.room.value.typing.value).toEqual([{ from: "lin", name: "lin" }]);
});

test("a page takes over what another page of the browser has read, and a new name", async () => {
  const ada = open();
  ada.greet();
  const [two, three] = [saying(2, "designers"), saying(3, "designers")];
  openRoomList(ada.store).restart("designers", 2);
  openIdentity(ada.store).rename("ada lovelace");
  ada.chat.refresh();
  expect([ada.chat.hasSeen(two), ada.chat.hasSeen(three)]).toEqual([true, false]);
  expect([ada.chat.name.value, ada.asked.at(-1)]).toEqual(["ada lovelace", "rename ada lovelace"]);
});

test("removing a room from the list removes everything that the browser stores of it", async () => {
  const cache = openMessageCache(databaseIn(new IDBFactory()));
  const { chat, drafts, greet } = open({ cache });
  greet();
  const kept = async () => (await cache.load("designers"))?.messages.length ?? 0;
  await until("the messages kept", async () => (await kept()) === 3);
  drafts.keep("designers", "a secret");
  drafts.purposes.keep("designers", "edit 1 a-1 another secret");
  chat.open({ room: "lobby" });
  chat.forget("designers");
  await until("the messages forgotten", async () => (await kept()) === 0);
  expect([drafts.of("designers"), drafts.purposes.of("designers")]).toEqual(["", ""]);
  expect(chat.rooms.value.map(({ name }) => name)).toEqual(["lobby"]);
});

test("P25: people whom presence does not list are found by the beginning of their names", async () => {
  const crowd = ["zoe", "ada lovelace", "adam", "ada b"].map((name) => ({ from: name, name }));
  const { chat, greet } = open({ crowd });
  greet();
  await until("the room", () => chat.room.value.people.value.count === 4);
  await findPeople(chat.room.value, "ada", chat.requests);
  const found = chat.room.value.found.value.map(({ name }) => name);
  expect(found.toSorted()).toEqual(["ada b", "ada lovelace", "adam"]);
});

test.each([
  ["is granted where the log is the same", "one", "2", true],
  ["is granted where the message is in the restored log, too", "two", "2", true],
  ["is dropped where the restored log has another message there", "two", "another", false],
])("P26: a wish that was made offline %s", async (_, epoch, id, isGranted) => {
  const { chat, log, asked, greet, lose } = open();
  greet();
  await until("what was said", () => chat.room.value.messages.value.length === 3);
  lose();
  const message = chat.room.value.messages.value[1]!;
  chat.change(message, { kind: "react", emoji: "👍", on: true });
  log.messages[1] = { ...log.messages[1]!, id };
  const pending = () => chat.room.value.messages.value.map((one) => one.pending === true);
  expect(pending()).toEqual([false, true, false]);
  greet(epoch);
  await until("the wish settled", () => pending().length === 3 && !pending().includes(true));
  expect(asked.includes("react 2")).toBe(isGranted);
});

test("a room that is removed from the list while a page of it is read is not cached", async () => {
  const cache = openMessageCache(databaseIn(new IDBFactory()));
  const kept = async () => (await cache.load("designers"))?.messages.length ?? 0;
  const page = Promise.withResolvers<void>();
  const ada = open({ cache, held: page.promise });
  ada.greet();
  await until("the question for the page", () => ada.asked.includes("history"));
  ada.chat.open({ room: "lobby" });
  ada.chat.forget("designers");
  page.resolve();
  await until("the page", () => ada.answered.includes("history"));
  await Bun.sleep(500);
  expect(await kept()).toBe(0);
});

test("a room that another page removes from the list is no longer cached", async () => {
  const cache = openMessageCache(databaseIn(new IDBFactory()));
  const ada = open({ cache });
  openRoomList(ada.store).forget("designers");
  ada.greet();
  await until("what was said", () => shown(ada).length === 3);
  await Bun.sleep(500);
  expect(await cache.load("designers")).toBeUndefined();
});
