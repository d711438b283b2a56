/** What many machines cost their database, piece by piece: the figures that docs/scale.md calculates with. */
import { SQL } from "bun";
import { createAdapter } from "@socket.io/postgres-adapter";
import { Pool } from "pg";
import { Server } from "socket.io";
import { openPostgresLog } from "../src/store/postgres/postgres-log";
import { openSharedRoster } from "../src/store/postgres/shared-roster";
import { openPostgres, type Postgres } from "../src/store/postgres/open-postgres";
import { startPostgres } from "../test/support/cluster";
import { Crowd } from "./crowd";
import { median } from "./figures";
import { adapter, start } from "./machines";
import { table } from "./table";

const GROUPS = [1, 10, 50, 200];
const LISTENERS = [0, 50, 150];
const PEOPLE = [100, 1000, 10_000];
const MEASURED_FOR = 2000;
const REPEATED = 20;
/** The unit in which `/proc` counts processor time, in parts of a second, on every Linux. */
const TICK = 1 / 100;

/** Prints what a commit, a listener and a look at the people cost. */
export async function scale(): Promise<void> {
  const server = await startPostgres({ durable: true });
  const url = server.urlOf("postgres");
  const postgres = await openPostgres({ url });
  try {
    await commits(postgres);
    await listeners(postgres, url);
    await people(postgres);
    await fetchedSockets(url);
  } finally {
    await postgres.close();
    await server.stop();
  }
}

/** Messages a second when so many are under way at once, in one room on one machine. */
async function perSecond(postgres: Postgres, group: number): Promise<number> {
  const log = openPostgresLog(postgres, () => {});
  const began = performance.now();
  let appended = 0;
  const one = async (from: string) => {
    for (let n = 0; performance.now() - began < MEASURED_FOR; n += 1, appended += 1)
      await log.append({
        room: "lobby",
        id: `${began}-${n}`,
        from,
        name: "ada",
        txt: "so long a message",
      });
  };
  await Promise.all(Array.from({ length: group }, (_, n) => one(`sender ${n}`)));
  await log.close();
  return (appended * 1000) / MEASURED_FOR;
}

async function commits(postgres: Postgres): Promise<void> {
  const rows: number[][] = [];
  for (const group of GROUPS) {
    const messages = await perSecond(postgres, group);
    rows.push([group, Math.round(messages), Math.round(messages / group)]);
  }
  console.log(table(["waiting at once", "messages/s", "commits/s"], rows));
}

/** Sessions that listen to other channels are woken as well, up to Postgres 18. */
async function listeners(postgres: Postgres, url: string): Promise<void> {
  const idle: SQL[] = [];
  const rows: number[][] = [];
  for (const count of LISTENERS) {
    while (idle.length < count) {
      const sql = new SQL(url, { max: 1 });
      await sql.listen(`elsewhere_${idle.length}`, () => {});
      idle.push(sql);
    }
    const before = await cpuOf(postgres);
    const messages = await perSecond(postgres, 1);
    const cpu = (await cpuOf(postgres)) - before;
    const commitsMade = (messages * MEASURED_FOR) / 1000;
    rows.push([count, Math.round(messages), Math.round((cpu * 1e6) / commitsMade)]);
  }
  for (const sql of idle) await sql.close({ timeout: 0 });
  console.log(table(["other machines listening", "commits/s", "Postgres CPU µs/commit"], rows));
}

/** Seconds of processor time that this Postgres's processes have used so far. */
async function cpuOf({ reader }: Postgres): Promise<number> {
  const processes = await reader.run<{ pid: number }>("SELECT pid FROM pg_stat_activity", []);
  const used = processes.map(async ({ pid }) => {
    const stat = await Bun.file(`/proc/${pid}/stat`).text();
    // The second field is the program's name, which may have spaces in it.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) * TICK;
  });
  return (await Promise.all(used)).reduce((sum, seconds) => sum + seconds, 0);
}

async function people(postgres: Postgres): Promise<void> {
  const rows: (string | number)[][] = [];
  for (const count of PEOPLE) {
    const roster = await openSharedRoster(postgres, crypto.randomUUID());
    const room = `room of ${count}`;
    for (let n = 0; n < count; n += 1)
      roster.enter(room, { from: `person ${n}`, name: "somebody" });
    const began = performance.now();
    await roster.present(room);
    const written = performance.now() - began;
    const times: number[] = [];
    for (let n = 0; n < REPEATED; n += 1) {
      const asked = performance.now();
      await roster.present(room);
      times.push(performance.now() - asked);
    }
    rows.push([count, written.toFixed(1), median(times).toFixed(2)]);
    await roster.close();
  }
  console.log(table(["people in a room", "ms until all are written", "ms to look"], rows));
}

/** The cost of the same with Socket.IO's cluster adapter, which fetches every connection from its machine. */
async function fetchedSockets(url: string): Promise<void> {
  const rows: (string | number)[][] = [];
  const pool = new Pool({ connectionString: url });
  const io = new Server({ adapter: createAdapter(pool) });
  await using other = await start(adapter("Postgres", url));
  const crowd = new Crowd(other.url, false);
  while ((await io.of("/").adapter.serverCount()) < 2) await Bun.sleep(100);
  for (const count of PEOPLE.filter((each) => each <= 1000)) {
    await crowd.grow(count);
    const times: number[] = [];
    for (let n = 0; n < REPEATED; n += 1) {
      const asked = performance.now();
      const sockets = await io.fetchSockets();
      if (sockets.length !== count) throw new Error(`${sockets.length} of ${count} were fetched`);
      times.push(performance.now() - asked);
    }
    rows.push([count, median(times).toFixed(2)]);
  }
  crowd.leave();
  await io.of("/").adapter.close();
  // The adapter goes on using it after it has been closed.
  pool.on("error", () => {});
  await pool.end();
  console.log(
    table(["connections on another machine", "ms to fetch by the Postgres adapter"], rows),
  );
}
