import { expect, setDefaultTimeout, test as alone } from "bun:test";
import type { Environment } from "../../../src/start/config";
import { Link, portOf } from "../../chaos/link";
import { Client } from "../../support/client";
import { serve } from "../../support/server";
import { until } from "../../support/until";
import { openBrowser, openPage } from "../person";

setDefaultTimeout(60_000);

// Most of what each takes is waiting, and each has servers of its own.
const test = alone.concurrent;

/** Everything in every database of a browser. */
async function dump(factory: IDBFactory): Promise<string> {
  const rows = await Promise.all(
    (await factory.databases()).map(({ name = "" }) => rowsOf(factory, name)),
  );
  return JSON.stringify(rows);
}

async function rowsOf(factory: IDBFactory, name: string): Promise<unknown[]> {
  const opened = await result(factory.open(name));
  const stores = [...opened.objectStoreNames];
  const all = opened.transaction(stores);
  const rows = await Promise.all(stores.map((store) => result(all.objectStore(store).getAll())));
  opened.close();
  return rows;
}

function result<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("it failed")));
  });
}

/** lin has said two things in a room that is on ada's list, and ada's browser has them. */
async function begin(env: Environment = {}) {
  const parts = new AsyncDisposableStack();
  const server = parts.use(await serve(env));
  const link = parts.use(await Link.open(() => portOf(server.url)));
  const lin = parts.use(await Client.connect(server.url));
  await lin.ask("join", { room: "designers" });
  for (const txt of ["a secret", "no secret"])
    await lin.say(txt, { room: "designers", name: "lin" });
  const browser = openBrowser();
  const ada = openPage(link.url, { browser, rooms: ["designers"], place: { room: "designers" } });
  const has = async (...texts: string[]) => {
    const all = await dump(browser.factory);
    return texts.every((txt) => all.includes(`"${txt}"`));
  };
  await until("the messages in the browser", () => has("a secret", "no secret"));
  return {
    server,
    lin,
    link,
    browser,
    ada,
    has,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

test("H33: what is removed is in no database of a browser whose page is open", async () => {
  await using there = await begin();
  await there.lin.ask("remove", { room: "designers", seq: 1 });
  await until("it to be erased", async () => !(await there.has("a secret")));
  expect(await there.has("no secret")).toBe(true);
});

test.each<[string, Environment]>([
  ["in another room", {}],
  ["in another room, and may be in no third one", { MAX_ROOMS: "2" }],
])(
  "H33: what was removed while a page was closed is in no database of the browser once a page is online, %s",
  async (_, env) => {
    await using there = await begin(env);
    there.link.break();
    await there.lin.ask("remove", { room: "designers", seq: 1 });
    await there.lin.ask("edit", { room: "designers", seq: 2, txt: "another text" });
    expect(await there.has("a secret", "no secret")).toBe(true);
    const rooms = ["kitchen", "designers"];
    openPage(there.server.url, { browser: there.browser, rooms, place: { room: "kitchen" } });
    await until(
      "both to be erased",
      async () => !(await there.has("a secret")) && !(await there.has("no secret")),
    );
  },
);

test("H33: what one takes back before it was sent is in no database of the browser", async () => {
  await using there = await begin();
  there.link.break();
  const { chat } = there.ada;
  await until("ada to be offline", () => chat.status.value.is !== "online");
  chat.send("a mistake");
  await until("the message in the browser", () => there.has("a mistake"));
  const [unsent] = chat.room.value.outgoing.value;
  chat.change(unsent!, { kind: "edit", txt: "no mistake" });
  await until("the former text to be erased", async () => !(await there.has("a mistake")));
  const [edited] = chat.room.value.outgoing.value;
  chat.change(edited!, { kind: "remove" });
  await until("the message to be erased", async () => !(await there.has("no mistake")));
});
