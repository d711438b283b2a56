import { expect, test as alone } from "bun:test";
import { IDBFactory } from "fake-indexeddb";
import { openArchive } from "../../src/client/archive";
import { Chat } from "../../src/client/chat";
import type { Connection, Listener } from "../../src/client/connection";
import { openDrafts } from "../../src/client/drafts";
import { openIdentity } from "../../src/client/identity";
import { openOrder } from "../../src/client/order";
import { openVisits } from "../../src/client/visits";
import { FIXED_LIMITS, type Message, type Person } from "../../src/protocol";
import { memory } from "./memory";
import { until } from "../support/until";
import { databaseIn, FORGETFUL, NO_ARCHIVE } from "./forgetful";

// Most of what each takes is waiting, and each has a page of its own.
const test = alone.concurrent;

/** The page of ada, whose server is in this file: `silent` answers it never gives in time. */
function open({
  silent = [] as string[],
  room = "designers",
  said = 3,
  archive = NO_ARCHIVE,
  crowd = [] as Person[],
  held = Promise.resolve(),
} = {}) {
  const store = memory();
  const identity = openIdentity(store);
  identity.rename("ada");
  const log = Array.from({ length: said }, (_, n) => saying(n + 1, room));
  const drafts = openDrafts(store);
  const asked: string[] = [];
  const answered: string[] = [];
  let listener: Listener | undefined;

  async function answer(question: string): Promise<void> {
    asked.push(question);
    if (!silent.includes(question)) return;
    silent.splice(silent.indexOf(question), 1);
    throw new Error("there was no answer in time");
  }

  const connection: Connection = {
    async send({ id, room: to }) {
      await answer("chuan");
      return { ok: true, meta: { room: to, id, seq: log.length + 1, from: "ada", at: 0 } };
    },
    async history({ after = 0 }) {
      await answer("history");
      await held;
      answered.push("history");
      return { messages: log.filter(({ seq }) => seq > after), head: log.length, floor: 1 };
    },
    async join(entered) {
      await answer(`join ${entered}`);
      const head = entered === room ? log.length : 0;
      return {
        ok: true,
        room: entered,
        head,
        floor: 1,
        count: crowd.length,
        people: crowd.slice(0, 1),
      };
    },
    leave: (left) => asked.push(`leave ${left}`),
    rename: () => asked.push(`rename ${identity.name()}`),
    typing: () => {},
    people: async (_room, q) => crowd.filter(({ name }) => name.startsWith(q)),
    retry: () => {},
    wake: () => {},
  };
  const chat = new Chat({
    connect(listening) {
      listener = listening;
      return connection;
    },
    identity,
    store: FORGETFUL,
    nextOrder: openOrder(store),
    archive,
    visits: openVisits(store),
    drafts,
    place: { room },
    arrived: () => {},
    heard: () => {},
  });
  /** The server greets. */
  const greet = () => {
    listener?.status({ is: "online" });
    listener?.greeted("hello", {
      version: 1,
      you: { from: "ada", name: "ada" },
      room: "lobby",
      head: 0,
      limits: { ...FIXED_LIMITS, rooms: 20, backlog: 1 },
    });
  };
  const hearTyping = (from: string) => listener?.typing({ room, from, name: from, on: true });
  return { chat, store, asked, answered, drafts, greet, hearTyping };
}

function saying(seq: number, room: string): Message {
  return { room, seq, id: `${seq}`, from: "lin", name: "lin", txt: "hello", at: seq };
}

const shown = ({ chat }: ReturnType<typeof open>) =>
  chat.room.value.messages.value.map(({ seq }) => seq);

test.each([["join designers"], ["history"]])(
  "%s that is not answered in time, on a connection that lives, is asked for again",
  async (question) => {
    const ada = open({ silent: [question] });
    ada.greet();
    await until("what was said", () => shown(ada).length === 3);
    expect(ada.asked.filter((one) => one === question).length).toBeGreaterThan(1);
  },
);

test("P16: what one types on another page of one's own is not another's typing", () => {
  const ada = open();
  ada.greet();
  for (const from of ["ada", "lin"]) ada.hearTyping(from);
  expect(ada.chat.room.value.typing.value).toEqual([{ from: "lin", name: "lin" }]);
});

test("what another page of this browser has read, and a name that was given there, are this page's too", async () => {
  const ada = open();
  ada.greet();
  const [two, three] = [saying(2, "designers"), saying(3, "designers")];
  openVisits(ada.store).restart("designers", 2);
  openIdentity(ada.store).rename("ada lovelace");
  ada.chat.refresh();
  expect([ada.chat.hasSeen(two), ada.chat.hasSeen(three)]).toEqual([true, false]);
  expect([ada.chat.name.value, ada.asked.at(-1)]).toEqual(["ada lovelace", "rename ada lovelace"]);
});

test("of a room that one takes off the list, the browser keeps nothing", async () => {
  const archive = openArchive(databaseIn(new IDBFactory()));
  const { chat, drafts, greet } = open({ archive });
  greet();
  const kept = async () => (await archive.load("designers")).length;
  await until("the messages kept", async () => (await kept()) === 3);
  drafts.keep("designers", "a secret");
  chat.open({ room: "lobby" });
  chat.forget("designers");
  await until("the messages forgotten", async () => (await kept()) === 0);
  expect(drafts.of("designers")).toBe("");
  expect(chat.rooms.value.map(({ name }) => name)).toEqual(["lobby"]);
});

test("P25: who is not among the people that presence names is found, and wins a call as its longest name", async () => {
  const crowd = ["zoe", "ada lovelace", "adam", "ada b"].map((name) => ({ from: name, name }));
  const { chat, greet } = open({ crowd });
  greet();
  await until("the longer names", () => chat.rivals.value.length === 3);
  expect(chat.rivalsIn("designers").toSorted()).toEqual(["ada b", "ada lovelace", "adam"]);
  await chat.seek("zo");
  expect(chat.room.value.found.value.map(({ name }) => name)).toContain("zoe");
});

test("who has spoken in a room and left it keeps their longer name", async () => {
  const { chat, greet } = open();
  greet();
  await until("what was said", () => chat.room.value.messages.value.length === 3);
  chat.rename("li");
  expect(chat.rivals.value).toEqual(["lin"]);
  chat.rename("lin");
  expect(chat.rivals.value).toEqual([]);
});

test("of a room that is taken off the list while a page of it is read, the browser keeps nothing", async () => {
  const archive = openArchive(databaseIn(new IDBFactory()));
  const kept = async () => (await archive.load("designers")).length;
  const page = Promise.withResolvers<void>();
  const ada = open({ archive, held: page.promise });
  ada.greet();
  await until("the question for the page", () => ada.asked.includes("history"));
  ada.chat.open({ room: "lobby" });
  ada.chat.forget("designers");
  page.resolve();
  await until("the page", () => ada.answered.includes("history"));
  await Bun.sleep(500);
  expect(await kept()).toBe(0);
});

test("of a room that another page takes off the list, this one keeps nothing more", async () => {
  const archive = openArchive(databaseIn(new IDBFactory()));
  const ada = open({ archive });
  openVisits(ada.store).forget("designers");
  ada.greet();
  await until("what was said", () => shown(ada).length === 3);
  await Bun.sleep(500);
  expect(await archive.load("designers")).toEqual([]);
});
