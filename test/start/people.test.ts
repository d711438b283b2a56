/** `bun run people`, beside a store that is open elsewhere. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { SERVER_ROOM } from "../../src/protocol";
import { preparedDatabase } from "../support/postgres";
import { until } from "../support/until";
import { ada, give, lin, open, room, sqlite } from "./commands";

setDefaultTimeout(60_000);

// What a server on either store learns of it.
describe.each([
  ["SQLite", sqlite],
  ["Postgres", preparedDatabase],
] as const)("beside a server on %s,", (_, place) => {
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

test("a name moves no cursor of the terminal that lists it", async () => {
  await using store = await open(sqlite);
  await give(store.community, SERVER_ROOM, [
    [{ from: ada.from, name: "ada\u001b[2J\nowner" }, "owner"],
  ]);
  expect((await store.people()).out).toBe("owner      ada-ada-ada-ada-  ada[2Jowner\n");
});
