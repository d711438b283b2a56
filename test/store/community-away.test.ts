/** What a community knows while its database cannot be heard (P32). */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { LogUnavailable } from "../../src/store/log";
import { by, Link, portOf } from "../chaos/link";
import { preparedDatabase } from "../support/postgres";
import { rejection } from "../support/rejection";
import { until } from "../support/until";
import { ada, as, listen, settle } from "./community-parts";
import { communityMachine, HASTY } from "./postgres-machines";

setDefaultTimeout(60_000);

const tea = { room: "tea", kind: "open" as const, founder: ada.from, at: 1 };

describe.concurrent("a database that cannot be heard", () => {
  test("P32: a machine that cannot hear its database knows within the time that nothing counts, says so once, and is told all when it hears again", async () => {
    await using database = await preparedDatabase();
    await using link = await Link.open(() => portOf(database.url));
    await using away = await communityMachine(
      { url: by(link, database.url) },
      { ...HASTY, stale: 1500 },
    );
    await using there = await communityMachine({ url: database.url });
    let stale = 0;
    away.community.onStale(() => (stale += 1));
    for (const round of [1, 2]) {
      expect(away.community.isFresh()).toBeTrue();
      const { told } = listen(away.community);
      void link.silence("up", "down");
      await settle(there.community, { members: [as(round === 1 ? "owner" : undefined)] });
      await until("the machine to notice", () => stale === round);
      expect(away.community.isFresh()).toBeFalse();
      expect(told).toEqual([]);
      link.heal();
      await until("the machine to hear again", () => away.community.isFresh());
      // Once for what it missed, and once when it certainly hears.
      await until("all of the news", () => told.filter((one) => one === "all").length >= 2);
      expect((await away.community.person(ada.from)).rooms).toHaveLength(2 - round);
    }
    expect(stale).toBe(2);
  });

  test("P32: a machine in an otherwise silent chat stays fresh", async () => {
    await using database = await preparedDatabase();
    await using one = await communityMachine({ url: database.url }, { ...HASTY, stale: 1500 });
    one.community.onStale(() => {
      throw new Error("it was stale");
    });
    await Bun.sleep(3000);
    expect(one.community.isFresh()).toBeTrue();
  });

  test("while the database is away everything rejects with LogUnavailable, and a person who joins waits for it", async () => {
    await using database = await preparedDatabase();
    await using link = await Link.open(() => portOf(database.url));
    await using one = await communityMachine(
      { url: by(link, database.url) },
      { ...HASTY, message: 20_000 },
    );
    link.break();
    for (const asked of [
      () => one.community.person(ada.from),
      () => one.community.profile("tea"),
      () => settle(one.community, { profiles: [tea] }),
      () => one.community.setAccess("invited"),
    ])
      expect(await rejection(asked())).toBeInstanceOf(LogUnavailable);
    const joining = one.community.enrol("tea", ada);
    link.heal();
    await joining;
    expect((await one.community.person(ada.from)).rooms).toHaveLength(1);
  });
});
