/** The community on Postgres: the contract, and what its machines tell each other. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { openCommunity } from "../../src/store/open-community";
import { preparedDatabase } from "../support/postgres";
import { until } from "../support/until";
import { communityContract } from "./contract-community";
import { ada, as, type CommunityStore, lin, listen, settle } from "./community-parts";
import { ada as saidByAda, upTo } from "./contract-parts";
import { communityMachine } from "./postgres-machines";

setDefaultTimeout(60_000);

async function postgresCommunity(): Promise<CommunityStore & { url: string }> {
  const database = await preparedDatabase();
  return {
    url: database.url,
    open: () => communityMachine({ url: database.url }),
    beside: () => openCommunity({ kind: "postgres", url: database.url }),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

communityContract("the Postgres store", postgresCommunity);

const tea = { room: "tea", kind: "open" as const, founder: ada.from, at: 1 };

describe.concurrent("the community on Postgres", () => {
  test("H34: founding a room is decided anew when something is said there before the decision is stored", async () => {
    await using database = await preparedDatabase();
    await using here = await communityMachine({ url: database.url });
    await database.sql`INSERT INTO chuan.decided VALUES ('tea', 0)`;
    const heads: number[] = [];
    let founding: Promise<unknown> | undefined;
    // The room is held, as by another machine's decision, until something has been said.
    await database.sql.begin(async (holding) => {
      await holding`SELECT FROM chuan.decided FOR UPDATE`;
      founding = here.community.decide({ rooms: ["tea"], people: [] }, ({ head }) => {
        heads.push(head("tea"));
        return head("tea") > 0 ? {} : { profiles: [tea] };
      });
      await until("the decision to wait for the room", async () => {
        const waiting = await database.sql`
          SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
        return waiting.length > 0;
      });
      await here.log.append(saidByAda("one", { room: "tea" }));
    });
    await founding;
    expect(heads).toEqual([0, 1]);
    expect(await here.community.profile("tea")).toBeUndefined();
  });

  test("a decision is told once on the machine that makes it, and once on each other, whichever way is faster", async () => {
    await using database = await preparedDatabase();
    await using here = await communityMachine({ url: database.url });
    await using there = await communityMachine({ url: database.url });
    const [one, other] = [listen(here.community), listen(there.community)];
    for (const n of upTo(20))
      await settle(here.community, { members: [as("member", { ...ada, from: `p-${n}` })] });
    await other.of("p-20");
    await settle(there.community, { members: [as("member", lin)] });
    await one.of(lin.from);
    const expected = [...upTo(20).map((n) => `p-${n}`), lin.from];
    for (const { told } of [one, other])
      expect(told.flatMap((change) => (change === "all" ? ["all"] : change.people))).toEqual(
        expected,
      );
  });

  test("P36: what is written about somebody while they are being erased waits for that, and is not kept", async () => {
    await using database = await preparedDatabase();
    await using here = await communityMachine({ url: database.url });
    const { persons, community } = here;
    await community.enrol("tea", ada);
    const writing: Promise<unknown>[] = [];
    // The erasure is not committed yet, as that of another machine.
    await database.sql.begin(async (erasing) => {
      await erasing`SELECT chuan.erase_person(${ada.from}, false,
        '{"room":"~server","id":"x","changed":{"rooms":[],"people":[]}}'::json)`;
      writing.push(
        persons.mark([{ from: ada.from, room: "lobby", seen: 5 }]),
        community.enrol("designers", ada),
        persons.grant({ looks: ["ada"], name: "Ada", from: ada.from }),
      );
      await until("all of them to wait", async () => {
        const waiting = await database.sql`
          SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'`;
        return waiting.length === writing.length;
      });
    });
    await Promise.all(writing);
    expect(await community.person(ada.from)).toEqual({ rooms: [], isErased: true });
  });

  test("P36: somebody with very many direct rooms can leave, although the news of it is longer than a payload", async () => {
    await using database = await preparedDatabase();
    await using here = await communityMachine({ url: database.url });
    await database.sql`
      INSERT INTO chuan.profiles (room, kind, locked, listed, days, at, dissolved, words)
      SELECT '~' || lpad(n::text, 22, 'd'), 'direct', 0, 0, 0, 1, 0, '' FROM generate_series(1, 500) n`;
    await database.sql`INSERT INTO chuan.members SELECT room, ${ada.from}, 0 FROM chuan.profiles`;
    const { told } = listen(here.community);
    await here.persons.erase(ada, false);
    await until("the machine to be told", () => told.length > 0);
    expect(await here.community.dissolved()).toHaveLength(500);
  });
});
