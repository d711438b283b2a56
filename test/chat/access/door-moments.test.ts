/** What happens while a connection waits at the door. */
import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { LogUnavailable } from "../../../src/store";
import { Client } from "../../support/client";
import { within } from "../../support/deadline";
import { until } from "../../support/until";
import type { ReplyTo } from "../../../src/protocol";
import { codeOf, come, granted, idOf, keyOf } from "./people";
import { gate, serveWith } from "./gate";

setDefaultTimeout(60_000);

const test = alone.concurrent;

test("P27: a client that goes while the server finds out who it is leaves nothing behind", async () => {
  const people = gate();
  const asked: string[] = [];
  await using server = await serveWith(({ community, persons }) => ({
    community: {
      ...community,
      person(from) {
        asked.push(from);
        return community.person(from);
      },
    },
    persons: {
      ...persons,
      async holder(key) {
        await people.pass();
        return persons.holder(key);
      },
    },
  }));
  await using ada = await come(server.url, "ada");
  people.close();
  const gone = new WebSocket(`${server.url}/socket.io/?EIO=4&transport=websocket`);
  await new Promise((resolve) => gone.addEventListener("open", resolve));
  gone.send(`40${JSON.stringify({ key: keyOf("lin") })}`);
  await until("the client to wait at the door", () => people.waiting() === 1);
  const closed = new Promise((resolve) => gone.addEventListener("close", resolve));
  gone.close();
  await within(20_000, "the client to be gone", closed);
  people.open();
  expect(await ada.client.ask("join", { room: "lobby" })).toMatchObject({ count: 1 });
  // Nobody of lin's is here: a change of theirs is not looked up.
  asked.length = 0;
  await server.community.enrol("designers", { from: idOf("lin"), name: "lin" });
  await granted(ada.client.ask("join", { room: "designers" }));
  expect(asked).not.toContain(idOf("lin"));
});

test("P35: a key that is replaced while its connection waits at the door does not come in", async () => {
  const names = gate();
  await using server = await serveWith(({ persons }) => ({
    persons: {
      ...persons,
      async owners(looks) {
        await names.pass();
        return persons.owners(looks);
      },
    },
  }));
  // Only a name that somebody owns is asked about.
  await server.persons.grant({ looks: ["eve", "EVE"], name: "eve", from: idOf("ada") });
  await using ada = await come(server.url, "ada");
  names.close();
  await using eve = Client.begin(server.url, { name: "eve", key: keyOf("ada") });
  await until("the client to wait at the door", () => names.waiting() === 1);
  const [first, out] = [ada.client, eve].map(
    ({ socket }) => new Promise<string>((resolve) => socket.once("disconnect", resolve)),
  );
  expect(await server.persons.replaceKey(idOf("ada"), "a-new-key-of-ada", idOf("ada"))).toBeTrue();
  await within(20_000, "the end of the other connection", first ?? Promise.reject());
  names.open();
  const end = await within(20_000, "the end of the connection", out ?? Promise.reject());
  expect(end).toBe("io server disconnect");
  expect(eve.heard("dixiu")).toBeFalse();
});

test("P34: a name that becomes somebody else's while a connection waits at the door is not the connection's", async () => {
  const invitations = gate();
  await using server = await serveWith(({ community }) => ({
    community: {
      ...community,
      async invitation(id) {
        await invitations.pass();
        return community.invitation(id);
      },
    },
  }));
  await using lin = await come(server.url, "lin");
  invitations.close();
  const coming = come(server.url, "ada", { invitation: "x".repeat(22) });
  await until("the client to wait at the door", () => invitations.waiting() === 1);
  await granted(lin.client.ask("claim", { name: "ada" }));
  invitations.open();
  await using eve = await coming;
  const found = async () => {
    const { people } = await granted<ReplyTo<"people">>(
      lin.client.ask("people", { room: "lobby", q: "ada" }),
    );
    return people;
  };
  await until("nobody to be there under the name", async () => (await found()).length === 0);
  expect(await codeOf(eve.client.say("I am ada", { name: "ada" }))).toBe("name_taken");
});

test("P18: a client that waits at the door when the drain begins is closed, and tries again", async () => {
  const people = gate();
  const messages = gate();
  const server = await serveWith(
    ({ persons, log }) => ({
      log: {
        ...log,
        async append(draft) {
          await messages.pass();
          return log.append(draft);
        },
      },
      persons: {
        ...persons,
        async holder(key) {
          await people.pass();
          return persons.holder(key);
        },
      },
    }),
    { DRAIN_SECONDS: "5" },
  );
  people.close();
  const late = new WebSocket(`${server.url}/socket.io/?EIO=4&transport=websocket`);
  const heard: string[] = [];
  late.addEventListener("message", ({ data }) => heard.push(String(data)));
  await new Promise((resolve) => late.addEventListener("open", resolve));
  const closed = new Promise((resolve) => late.addEventListener("close", resolve));
  late.send(`40${JSON.stringify({ key: keyOf("lin") })}`);
  await until("the client to wait at the door", () => people.waiting() === 1);
  await using ada = await Client.connect(server.url);
  messages.close();
  // The drain goes on until this is stored.
  const said = ada.say("hello");
  await until("the message to wait", () => messages.waiting() === 1);
  const stopped = server.stop();
  await ada.next("leaving");
  people.open();
  await within(20_000, "the end of the connection", closed);
  messages.open();
  expect(await codeOf(said)).toBe("ok");
  expect(heard.filter((packet) => packet.startsWith("44"))).toEqual([]);
  await stopped;
});

test("P27: when it cannot be known who a client is, its connection is lost, and it comes in when that is known again", async () => {
  let isAway = false;
  await using server = await serveWith(({ persons }) => ({
    persons: {
      ...persons,
      holder: (key) => (isAway ? Promise.reject(new LogUnavailable("away")) : persons.holder(key)),
    },
  }));
  isAway = true;
  const coming = come(server.url, "ada");
  await using nobody = await Client.connect(server.url);
  expect(await codeOf(nobody.say("hello"))).toBe("ok");
  isAway = false;
  await using ada = await coming;
  expect(ada.welcome.you.name).toBe("ada");
});
