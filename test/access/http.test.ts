/** Every way in by HTTP, on servers that are open and by invitation (P27, P28, H28). */
import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { newToken } from "../../src/chat/invitations/token";
import { randomId } from "../../src/engine";
import { within } from "../support/deadline";
import { shared } from "../support/shared";
import { ABSENT, keyOf, SECRET } from "./cast";
import { decree, ENTRIES, type Entry, invitationBy, openWorld, type World } from "./world";

setDefaultTimeout(60_000);
const test = alone.concurrent;

/** The routes of src/http/app.ts as they stand there, each with the test here that asks it. */
const ROUTES: Record<string, string> = {
  '"ALL", SOCKET_IO_PATHS': "the door, by long-polling and by WebSocket",
  '"ALL", INVITATION_PATH': "POST /invitation",
  '"ALL", FILES_PATHS': "files.test.ts",
  '"GET", ICON_PATHS': "test/chat/people/pictures.test.ts: the icon for everybody",
  '"/healthz"': "what everybody gets",
  '"/readyz"': "what everybody gets",
  '"*"': "what everybody gets",
};

test("P27: every route of the server has its test of who gets what", async () => {
  const source = await Bun.file(`${import.meta.dir}/../../src/http/app.ts`).text();
  const routes = source.matchAll(
    /app\.(?:on|get|post|put|patch|delete|all)\(([^)]*?), (?:async )?\(/g,
  );
  expect(new Set([...routes].map(([, route]) => route ?? ""))).toEqual(
    new Set(Object.keys(ROUTES)),
  );
});

/** A closed room with a member, and an invitation to it. */
async function furnish(world: World) {
  const room = `~${randomId(16)}`;
  const token = newToken();
  const { member } = ABSENT.closed;
  await decree(world, {
    profiles: [{ room, kind: "closed", title: `${SECRET} title`, at: 5 }],
    members: [{ room, person: member, rank: "member" }],
    invitation: invitationBy(member.from, room, token),
  });
  await world.store.log.append({ room, id: "first", ...member, txt: SECRET });
  return { room, token };
}

async function opened(entry: Entry) {
  const world = await openWorld("SQLite", { ACCESS: entry });
  return { ...world, ...(await furnish(world)) };
}

const worlds = { open: shared(() => opened("open")), invited: shared(() => opened("invited")) };

/** All of a response, as text, but for the time. */
async function whole(response: Promise<Response>): Promise<string> {
  const { status, headers, body } = await response;
  headers.delete("Date");
  return JSON.stringify([status, [...headers], await new Response(body).text()]);
}

/** The packets of a response of long-polling. */
const packetsOf = async (response: Response) => (await response.text()).split("\u001e");

/** Connects by long-polling with raw packets, and resolves with the server's. */
async function poll(url: string, packets: readonly string[]): Promise<string[]> {
  const address = `${url}/socket.io/?EIO=4&transport=polling`;
  const [open = ""] = await packetsOf(await fetch(address));
  const { sid } = JSON.parse(open.slice(1)) as { sid: string };
  const session = `${address}&sid=${sid}`;
  await fetch(session, { method: "POST", body: packets.join("\u001e") });
  return packetsOf(await fetch(session, { signal: AbortSignal.timeout(20_000) }));
}

/** The same by WebSocket, until the server closes the connection, or has refused a client that sent nothing but its CONNECT. */
async function talk(url: string, packets: readonly string[]): Promise<string[]> {
  const socket = new WebSocket(`${url}/socket.io/?EIO=4&transport=websocket`);
  const heard: string[] = [];
  const ended = Promise.withResolvers<void>();
  socket.addEventListener("close", () => ended.resolve());
  socket.addEventListener("message", ({ data }) => {
    if (heard.length === 0) for (const packet of packets) socket.send(packet);
    heard.push(String(data));
    if (packets.length === 1 && String(data).startsWith("44")) ended.resolve();
  });
  await within(20_000, "the end of the connection", ended.promise);
  socket.close();
  return heard;
}

/** Socket.IO's packets among those of its transport. */
const messagesIn = (heard: readonly string[]) => heard.filter((packet) => packet.startsWith("4"));

test.each([...ENTRIES])(
  "H28: by HTTP everybody gets the same of every room's address, on a server that is %s",
  async (entry) => {
    const world = worlds[entry]();
    const missing = `~${randomId(16)}`;
    const bearers = [{}, { Authorization: `Bearer ${keyOf("server's owner")}` }];
    for (const headers of bearers)
      for (const method of ["GET", "HEAD", "POST", "PUT", "DELETE"])
        for (const path of ["/r/", "/", "/r/x/", "/files/", "/rooms/"]) {
          const [there, not] = await Promise.all(
            [world.room, missing].map((room) =>
              whole(fetch(world.url + path + room, { method, headers })),
            ),
          );
          expect(there).toBe(not ?? "");
          expect(there).not.toContain(SECRET);
        }
    for (const path of ["/", "/healthz", "/readyz", "/r/lobby", "/r/~server"]) {
      const answer = await whole(fetch(world.url + path));
      expect(answer).toStartWith("[200");
      expect(answer).not.toContain(SECRET);
    }
  },
);

test.each([...ENTRIES])(
  "P28: POST /invitation shows the invitation to a client that has its token, and nothing to others, on a server that is %s",
  async (entry) => {
    const world = worlds[entry]();
    const ask = (body: unknown, init: RequestInit = {}) =>
      fetch(`${world.url}/invitation`, {
        method: "POST",
        body: typeof body === "string" ? body : JSON.stringify(body),
        ...init,
      });
    const offered = await ask({ token: world.token });
    expect(offered.status).toBe(200);
    expect(await offered.json()).toMatchObject({ ok: true, room: { title: `${SECRET} title` } });
    const refused = [
      ask({ token: newToken() }),
      ask({
        token: world.token
          .toUpperCase()
          .replace(/[^A-Z]/g, "A")
          .slice(0, 22),
      }),
      ask({ token: world.token.slice(1) }),
      ask({ token: `${world.token}x` }),
      ask({ token: [world.token] }),
      ask({ room: world.room }),
      ask({ id: world.room }),
      ask("null"),
      ask(""),
      ask(`${JSON.stringify({ token: world.token })}${" ".repeat(10_000)}`),
      ask({ token: world.token }, { headers: { Origin: "https://evil.example" } }),
      fetch(`${world.url}/invitation?token=${world.token}`),
      ask({ token: world.token }, { method: "PUT" }),
    ];
    const statuses: number[] = [];
    for (const response of await Promise.all(refused)) {
      statuses.push(response.status);
      const text = await response.text();
      for (const word of [SECRET, world.room]) expect(text).not.toContain(word);
    }
    expect(statuses).toEqual([404, 404, 400, 400, 400, 400, 400, 400, 400, 413, 403, 405, 405]);
  },
);

test("P27: at the door of a server by invitation strangers get one refusal, on either transport, whatever else they send with it", async () => {
  const world = worlds.invited();
  const events = [
    '420["history",{"room":"lobby"}]',
    `421["history",{"room":"${world.room}"}]`,
    '422["rooms",{}]',
    '423["chuan",{"name":"mallory","txt":"hello"}]',
  ];
  for (const auth of [{}, { name: "mallory" }, { name: "mallory", key: keyOf("mallory") }]) {
    const connect = `40${JSON.stringify(auth)}`;
    for (const heard of [await poll(world.url, [connect]), await talk(world.url, [connect])])
      expect(messagesIn(heard)).toEqual([expect.stringMatching(/^44.*"invitation_needed"/)]);
    const both = [connect, ...events];
    for (const heard of [await poll(world.url, both), await talk(world.url, both)])
      expect(messagesIn(heard).filter((packet) => !packet.startsWith("44"))).toEqual([]);
  }
  expect((await world.store.log.read("lobby", { limit: 1 })).head).toBe(0);
});
