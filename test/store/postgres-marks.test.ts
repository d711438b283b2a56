/** Marks on Postgres, kept and told by several machines (P36). */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { preparedDatabase } from "../support/postgres";
import { until } from "../support/until";
import { upTo } from "./contract-parts";
import type { KeptMark } from "../../src/store/persons";
import { communityMachine } from "./postgres-machines";

setDefaultTimeout(60_000);

/** Marks of a hundred people. */
const hundredMarks = (seen: number) =>
  upTo(100).map((n) => ({ from: `p-${n}`, room: "lobby", seen, level: "all" as const }));

describe.concurrent("marks on Postgres", () => {
  test("P36: marks that change something are told once they are durable, on every other machine once, however many there are at once", async () => {
    await using database = await preparedDatabase();
    await using here = await communityMachine({ url: database.url });
    await using there = await communityMachine({ url: database.url });
    const told = [here, there].map(({ persons }) => {
      const marks: KeptMark[] = [];
      persons.onMarks((news) => void marks.push(...news));
      return marks;
    });
    const room = "设".repeat(64);
    const marks = upTo(1000).map((n) => ({
      from: `p-${n}`,
      room,
      seen: n,
      level: "calls" as const,
    }));
    await here.persons.mark(marks);
    // Nothing changes: nothing is told.
    await here.persons.mark(marks.slice(0, 5));
    await here.persons.mark([{ from: "after", room, seen: 1 }]);
    await until("the other one to be told", () => told[1]?.at(-1)?.from === "after");
    expect(told[1]?.slice(0, -1).toSorted((a, b) => (a.seen ?? 0) - (b.seen ?? 0))).toEqual(marks);
    await there.persons.mark([{ from: "last", room, level: "none" }]);
    await until("this one to be told", () => (told[0]?.length ?? 0) > 0);
    expect(told[0]).toEqual([{ from: "last", room, level: "none" }]);
  });

  test("P36: two machines that keep marks of the same people at once, each in its own order, do not wait for each other for ever", async () => {
    await using database = await preparedDatabase();
    await using here = await communityMachine({ url: database.url });
    await using there = await communityMachine({ url: database.url });
    for (const round of upTo(5))
      await Promise.all([
        here.persons.mark(hundredMarks(2 * round)),
        there.persons.mark(hundredMarks(2 * round + 1).toReversed()),
      ]);
    const found = await Promise.all(upTo(100).map((n) => here.community.person(`p-${n}`)));
    expect(new Set(found.map(({ self }) => self?.lobby?.seen))).toEqual(new Set([11]));
  });

  test("P36: payloads of another shape on the channel of marks change nothing", async () => {
    await using database = await preparedDatabase();
    await using here = await communityMachine({ url: database.url });
    const told: KeptMark[] = [];
    here.persons.onMarks((news) => void told.push(...news));
    for (const marks of [5, [null], [{ from: "ada", seen: "5", room: "lobby", by: "x" }]])
      await database.sql`
        SELECT pg_notify(chuan.channel_of('~server'), ${JSON.stringify({ room: "~server", marks })})`;
    const mark = { from: "ada", room: "lobby", seen: 5, level: "loud" };
    await database.sql`
      SELECT pg_notify(chuan.channel_of('~server'), ${JSON.stringify({ room: "~server", marks: [{ ...mark, by: "x" }] })})`;
    await until("the last to be told", () => told.length > 0);
    // A level that a newer machine knows is none here.
    expect(told).toEqual([{ from: "ada", room: "lobby", seen: 5 }]);
  });
});
