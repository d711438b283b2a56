/** `bun run invite`, `bun run people` and `bun run rekey`, beside a store that is open elsewhere. */
import { describe, expect, setDefaultTimeout, spyOn, test } from "bun:test";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { invitationId, tokenHash, tokenId } from "../../src/chat/invitations/token";
import { type Rank, SERVER_ROOM } from "../../src/protocol";
import { exitCodeOf } from "../../src/start/commands/command";
import { inviteCommand } from "../../src/start/commands/invite";
import { peopleCommand } from "../../src/start/commands/people";
import { rekeyCommand } from "../../src/start/commands/rekey";
import { type Community, openStore, readLocation } from "../../src/store";
import { commandOf } from "../support/compiled";
import { within } from "../support/deadline";
import { quickFolder } from "../support/folder";
import { emptyDatabase, preparedDatabase } from "../support/postgres";
import { until } from "../support/until";

setDefaultTimeout(60_000);

/** Milliseconds: for a process to start and end on a machine that has much else to do. */
const PATIENCE = 30_000;
const COMMANDS = { invite: inviteCommand, people: peopleCommand, rekey: rekeyCommand };

const ada = { from: "ada-ada-ada-ada-", name: "ada" };
const lin = { from: "lin-lin-lin-lin-", name: "lin" };
const room = `~${"c".repeat(22)}`;

interface Result {
  code: number;
  /** What it printed as its result, and what it told besides. */
  out: string;
  told: string;
}

type Run = (
  command: keyof typeof COMMANDS,
  url: string,
  args: string[],
  env?: object,
) => Promise<Result>;

/** Runs a command in this process: to start one for each takes longer than all that they do. */
const run: Run = async (command, url, args, env = {}) => {
  const out: string[] = [];
  const told: string[] = [];
  const streams = [
    [process.stdout, out],
    [process.stderr, told],
  ] as const;
  const spies = streams.map(([stream, lines]) =>
    spyOn(stream, "write").mockImplementation((text) => lines.push(String(text)) > 0),
  );
  try {
    const code = await exitCodeOf(COMMANDS[command], args, { DATABASE_URL: url, ...env });
    return { code, out: out.join(""), told: told.join("") };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
};

/** Runs a command in a process of its own, as from a shell. */
const runAlone: Run = async (command, url, args, env = {}) => {
  const child = Bun.spawn([...(await commandOf(command)), ...args], {
    env: { PATH: process.env.PATH, DATABASE_URL: url, ...env },
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, told] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  return { code: await within(PATIENCE, `the end of ${command}`, child.exited), out, told };
};

interface Place extends AsyncDisposable {
  url: string;
}

async function sqlite(): Promise<Place> {
  const folder = await quickFolder("chuan-people-");
  return {
    url: `sqlite:${folder}/chuan.db`,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A store that this process has open, as a server does. */
async function open(place: () => Promise<Place>) {
  const made = await place();
  const { url } = made;
  const store = await openStore(readLocation(url), { onFault: () => {} });
  const { community } = store;
  return {
    url,
    community,
    persons: store.persons,
    log: store.log,
    invite: (args: string[], env = {}) => run("invite", url, args, env),
    people: (...args: string[]) => run("people", url, args),
    rekey: (args: string[], env = {}) => run("rekey", url, args, env),
    /** As from a shell. */
    alone: (command: keyof typeof COMMANDS, args: string[], env = {}) =>
      runAlone(command, url, args, env),
    async [Symbol.asyncDispose]() {
      await store.close();
      await made[Symbol.asyncDispose]();
    },
  };
}

/** Gives people ranks in a room, as a chat would. */
async function give(community: Community, into: string, ranks: [typeof ada, Rank][]) {
  await community.decide({ rooms: [into], people: ranks.map(([{ from }]) => from) }, () => ({
    members: ranks.map(([person, rank]) => ({ room: into, person, rank })),
    profiles: into === room ? [{ room, kind: "closed" as const, title: "Designers", at: 5 }] : [],
  }));
}

// What a server on either store learns of it.
describe.each([
  ["SQLite", sqlite],
  ["Postgres", preparedDatabase],
] as const)("beside a server on %s,", (_, place) => {
  test("P33: invite --owner prints a link of one use whose token is kept as a hash", async () => {
    await using store = await open(place);
    const { code, out, told } = await store.alone("invite", ["--owner"], {
      PUBLIC_URL: "https://chat.example.org,http://192.168.1.5:3000",
    });
    expect(code).toBe(0);
    const [, token = ""] =
      /^https:\/\/chat\.example\.org\/#invitation=([\w-]{22})\n$/.exec(out) ?? [];
    expect(told).toMatch(/^an invitation for one person to become an owner of the server on .*\n$/);
    const kept = await store.community.invitation(invitationId(token));
    expect(kept).toMatchObject({
      hash: tokenHash(token),
      room: SERVER_ROOM,
      rank: "owner",
      uses: 1,
      used: 0,
    });
    expect(kept?.maker).toBeUndefined();
    expect((kept?.until ?? 0) - (kept?.at ?? 0)).toBe(7 * 86_400_000);
  });

  test("people rank changes a rank, and servers learn of it", async () => {
    await using store = await open(place);
    const heard: unknown[] = [];
    await give(store.community, SERVER_ROOM, [[lin, "member"]]);
    store.community.onChange((change) => heard.push(change));
    const { code, out } = await store.alone("people", ["rank", lin.from, "moderator"]);
    expect([code, out]).toEqual([0, "moderator  lin-lin-lin-lin-  lin\n"]);
    expect((await store.community.person(lin.from)).rank).toBe("moderator");
    await until("the server being told", () => heard.length > 0);
  });

  test("people ban and pardon hold at once, those who read the server's room are told, and both are among the acts", async () => {
    await using store = await open(place);
    await give(store.community, SERVER_ROOM, [
      [ada, "owner"],
      [lin, "moderator"],
    ]);
    const heard: string[] = [];
    await store.log.follow(SERVER_ROOM, ({ notice }) => void heard.push(notice?.act ?? ""));
    const { code, out } = await store.alone("people", ["ban", lin.from, "7"]);
    expect([code, out]).toEqual([0, expect.stringMatching(/^banned  lin-lin-lin-lin-  until /)]);
    const { rank, restrictions } = await store.community.person(lin.from);
    expect([rank, restrictions?.[0]?.kind]).toEqual(["member", "ban"]);
    await until("the notice to be told", () => heard.includes("ban"));
    expect((await store.people(lin.from)).out).toMatch(/ban {2}~server {2}until .* by operator\n$/);
    expect((await store.people("pardon", lin.from)).out).toBe(
      "pardoned  lin-lin-lin-lin-  ~server\n",
    );
    expect((await store.community.person(lin.from)).restrictions).toBeUndefined();
    const acts = (await store.people("acts")).out.trim().split("\n");
    expect(acts.map((line) => line.split(/ {2,}/)[1])).toEqual(["pardon", "ban"]);
    expect((await store.people("pardon", lin.from)).told).toContain("neither muted nor banned");
  });
});

// It is the same on Postgres: that both stores keep the same is proved in test/store/contract.ts.
describe("beside a server,", () => {
  test("P35: rekey prints a link of one use, with which a new key is that person's; none for somebody who left for good", async () => {
    await using store = await open(sqlite);
    await give(store.community, SERVER_ROOM, [[ada, "owner"]]);
    const env = { PUBLIC_URL: "https://chat.example.org" };
    const { code, out, told } = await store.alone("rekey", [ada.from], env);
    const [, token = ""] = /^https:\/\/chat\.example\.org\/#rekey=([\w-]{22})\n$/.exec(out) ?? [];
    expect([code, told]).toEqual([
      0,
      expect.stringMatching(
        /^the person who opens it first is ada \(ada-ada-ada-ada-\) on .* devices are out; until .* UTC\n$/,
      ),
    ]);
    const use = (key: string) =>
      store.persons.useRekey({ id: tokenId("rekey", token), hash: tokenHash(token) }, key);
    expect(await use("a-new-key-of-ada")).toBe(ada.from);
    expect(await use("another-key-of-a")).toBeUndefined();
    expect(await store.persons.holder(ada.from)).toBeUndefined();
    expect(await store.persons.holder("a-new-key-of-ada")).toMatchObject({
      from: ada.from,
      rank: "owner",
    });
    expect((await store.rekey([lin.from])).told).toContain("is the id right?");
    await store.persons.erase(lin, false);
    expect(await store.rekey([lin.from])).toMatchObject({
      code: 1,
      out: "",
      told: `rekey: ${lin.from} has left for good: their keys stay refused\n`,
    });
  });

  test("P28: invite without PUBLIC_URL prints the path of the link and says where it belongs", async () => {
    await using store = await open(sqlite);
    const { code, out, told } = await store.invite([]);
    expect(code).toBe(0);
    expect(out).toMatch(/^\/#invitation=[\w-]{22}\n$/);
    expect(told).toContain("become a member");
    expect(told).toContain(`http://localhost:3000${out.trim()}`);
  });

  test("people lists everybody who is known, the owners first, and says what to do when there is nobody", async () => {
    await using store = await open(sqlite);
    expect(await store.people()).toEqual({
      code: 0,
      out: "",
      told: "nobody is known to this server yet: bun run invite --owner prints a link for its owner\n",
    });
    await give(store.community, SERVER_ROOM, [
      [lin, "member"],
      [ada, "owner"],
    ]);
    const { out } = await store.people();
    expect(out).toBe("owner      ada-ada-ada-ada-  ada\nmember     lin-lin-lin-lin-  lin\n");
  });

  test("P31: people rank leaves the server its last owner", async () => {
    await using store = await open(sqlite);
    await give(store.community, SERVER_ROOM, [
      [ada, "owner"],
      [lin, "member"],
    ]);
    const refused = await store.alone("people", ["rank", ada.from, "member"]);
    expect([refused.code, refused.told]).toEqual([
      1,
      expect.stringMatching(/^people: .*only owner.*\n$/),
    ]);
    expect((await store.people("rank", lin.from, "owner")).code).toBe(0);
    expect((await store.people("rank", ada.from, "member")).code).toBe(0);
    expect((await store.community.person(ada.from)).rank).toBe("member");
  });

  test("people owner gives a closed room an owner from among its members, and nobody else", async () => {
    await using store = await open(sqlite);
    await give(store.community, room, [
      [ada, "owner"],
      [lin, "member"],
    ]);
    const nur = { from: "nur-nur-nur-nur-", name: "nur" };
    await give(store.community, SERVER_ROOM, [[nur, "member"]]);
    expect((await store.people(lin.from)).out).toBe(
      `none       ${lin.from}  lin\nmember     ${room}  Designers\n`,
    );
    const stranger = await store.people("owner", room, nur.from);
    expect([stranger.code, stranger.told]).toEqual([1, expect.stringContaining("is no member of")]);
    const designers = await store.people("owner", "designers", lin.from);
    expect([designers.code, designers.told]).toEqual([
      1,
      expect.stringContaining("is no closed room"),
    ]);
    expect((await store.people("owner", room, lin.from)).code).toBe(0);
    expect((await store.community.members(room, undefined, 9)).map(({ rank }) => rank)).toEqual([
      "owner",
      "owner",
    ]);
  });

  test("people ban leaves the server its last owner", async () => {
    await using store = await open(sqlite);
    await give(store.community, SERVER_ROOM, [[ada, "owner"]]);
    const { code, told } = await store.people("ban", ada.from);
    expect([code, told]).toEqual([1, expect.stringContaining("is the only owner")]);
  });
});

test.each([
  ["people", ["ban", ada.from, "some"], "some is no number of days"],
  ["people", ["ban", "a b"], "a b is no id"],
  ["people", ["rank", "nobody", "owner"], "nobody here has the id nobody"],
  ["people", ["rank", ada.from, "king"], "king is no rank"],
  ["people", ["rank", ada.from], "usage: bun run people"],
  ["people", ["promote", ada.from, "owner"], "usage: bun run people"],
  ["people", ["rank", ada.from, "owner", "now"], "usage: bun run people"],
  ["people", ["nobody"], "nobody here has the id nobody"],
  ["invite", ["--admin"], "usage: bun run invite [--owner]"],
  ["rekey", [], "usage: bun run rekey FROM"],
  ["rekey", ["ada"], "usage: bun run rekey FROM"],
  ["invite", ["--owner", "ada"], "usage: bun run invite [--owner]"],
] as const)("%s %j fails in one line", async (command, args, reason) => {
  await using store = await open(sqlite);
  const { code, out, told } = await run(command, store.url, [...args]);
  expect([code, out]).toEqual([1, ""]);
  expect(told).toStartWith(`${command}: ${reason}`);
  expect(told.trim().split("\n")).toHaveLength(1);
});

test("a store that is not there is not made: the link would be of another server", async () => {
  const folder = await quickFolder("chuan-people-");
  const path = join(folder, "chuan.db");
  const { code, told } = await run("invite", `sqlite:${path}`, ["--owner"]);
  expect([code, told]).toEqual([1, `invite: ${path} is not there: is DATABASE_URL right?\n`]);
  expect(await Bun.file(path).exists()).toBeFalse();
  await rm(folder, { recursive: true });
});

test("an empty database is not filled: the link would be of another server", async () => {
  await using database = await emptyDatabase();
  const { code, told } = await run("invite", database.url, ["--owner"]);
  expect([code, told]).toEqual([1, expect.stringContaining("start the server on it once")]);
  const schemas = await database.sql`SELECT 1 FROM pg_namespace WHERE nspname = 'chuan'`;
  expect(schemas).toHaveLength(0);
});

test("a name moves no cursor of the terminal that lists it", async () => {
  await using store = await open(sqlite);
  await give(store.community, SERVER_ROOM, [
    [{ from: ada.from, name: "ada\u001b[2J\nowner" }, "owner"],
  ]);
  expect((await store.people()).out).toBe("owner      ada-ada-ada-ada-  ada[2Jowner\n");
});
