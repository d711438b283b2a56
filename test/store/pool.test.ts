import { SQL } from "bun";
import { expect, setDefaultTimeout, test } from "bun:test";
import { createPool } from "../../src/store/postgres/pool";
import { preparedDatabase } from "../support/postgres";
import { rejection } from "../support/rejection";

setDefaultTimeout(60_000);

const BACKEND = "SELECT pg_backend_pid() AS pid";
const SLOW = "SELECT pg_backend_pid() AS pid FROM pg_sleep(0.2)";

test("a pool of three Postgres connections opens one for statements that follow each other, and three for ten at once", async () => {
  await using database = await preparedDatabase();
  const pool = createPool(3, () => new SQL(database.url, { max: 1 }));
  const backends = new Set<number>();
  const run = async (statement: string) => {
    for (const { pid } of await pool.run<{ pid: number }>(statement, [])) backends.add(pid);
  };
  for (let n = 0; n < 5; n += 1) await run(BACKEND);
  expect(backends.size).toBe(1);
  await Promise.all(Array.from({ length: 10 }, () => run(SLOW)));
  expect(backends.size).toBe(3);
  await pool.close(1);
});

test("a pool that is closed finishes what it runs, and opens no connection for what is asked then", async () => {
  await using database = await preparedDatabase();
  let opened = 0;
  const connect = () => {
    opened += 1;
    return new SQL(database.url, { max: 1 });
  };
  for (const isUsed of [true, false]) {
    const pool = createPool(3, connect);
    const running = isUsed ? pool.run(SLOW, []) : Promise.resolve([{}]);
    // A statement is given to its connection in the next turn of the event loop.
    await Bun.sleep(0);
    const closing = pool.close(5);
    opened = 0;
    expect(await rejection(pool.run(BACKEND, []))).toBeInstanceOf(SQL.PostgresError);
    await closing;
    expect(opened).toBe(0);
    expect(await running).toHaveLength(1);
  }
});

test("a pool that shrinks closes the connections that run nothing, finishes what the others run, and opens new ones", async () => {
  await using database = await preparedDatabase();
  const pool = createPool(3, () => new SQL(database.direct, { max: 1 }));
  const run = (statement: string) => pool.run<{ pid: number }>(statement, []);
  const [slow, quick] = [run(SLOW), run(BACKEND)];
  const [idle] = await quick;
  await pool.shrink();
  const [busy] = await slow;
  const [next] = await run(BACKEND);
  expect(next).toEqual(busy);
  expect(next).not.toEqual(idle);
  await pool.shrink();
  const [last] = await run(BACKEND);
  expect([idle, busy]).not.toContainEqual(last);
  await pool.close(1);
});
