import { expect, test } from "bun:test";
import { NO_ARCHIVE } from "../../src/client/archive";
import { Chat } from "../../src/client/chat";
import type { Connection, Listener } from "../../src/client/connection";
import { openIdentity } from "../../src/client/identity";
import { FORGETFUL } from "../../src/client/outbox-store";
import { openVisits } from "../../src/client/visits";
import { FIXED_LIMITS, type Message } from "../../src/protocol";
import { memory } from "./memory";
import { until } from "../support/until";

/** The page of ada, whose server is in this file: `silent` answers it never gives in time. */
function open({ silent = [] as string[], room = "designers", said = 3 } = {}) {
  const identity = openIdentity(memory());
  identity.rename("ada");
  const log = Array.from({ length: said }, (_, n) => saying(n + 1, room));
  const asked: string[] = [];
  const heard: Message[] = [];
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
      return { messages: log.filter(({ seq }) => seq > after), head: log.length, floor: 1 };
    },
    async join(entered) {
      await answer(`join ${entered}`);
      const head = entered === room ? log.length : 0;
      return { ok: true, room: entered, head, floor: 1, count: 1, people: [] };
    },
    leave: (left) => asked.push(`leave ${left}`),
    rename: () => {},
    typing: () => {},
    retry: () => {},
    close: () => {},
  };
  const chat = new Chat({
    connect(listening) {
      listener = listening;
      return connection;
    },
    identity,
    store: FORGETFUL,
    archive: NO_ARCHIVE,
    visits: openVisits(memory()),
    place: { room },
    arrived: () => {},
    heard: (message) => heard.push(message),
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
  return { chat, asked, heard, greet };
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
