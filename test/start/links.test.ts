/** `bun run invite` and `bun run rekey`, beside a store that is open elsewhere, and how these commands fail. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { invitationId, tokenHash, tokenId } from "../../src/chat/invitations/token";
import { SERVER_ROOM } from "../../src/protocol";
import { quickFolder } from "../support/folder";
import { emptyDatabase, preparedDatabase } from "../support/postgres";
import { ada, give, lin, open, run, sqlite } from "./commands";

setDefaultTimeout(60_000);

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
