/** H7, H8, H12, H37 to H41, H45 and H46 at once, from one address and from three, on either store. */
import {
  afterAll,
  afterEach,
  beforeAll,
  describe,
  expect,
  setDefaultTimeout,
  test,
} from "bun:test";
import { emptyDatabase } from "../support/postgres";
import { Session, Wire } from "./attacker";
import { besiegeFrom, endSieges } from "./besiege";
import { echo, ELSEWHERE, isUnnoticed, TRUSTED_PROXY } from "./echo";
import { Victim } from "./victim";

setDefaultTimeout(60_000);
afterEach(endSieges);

/** Megabytes above what an idle server has. */
const MOST = 250;
/**
 * Megabytes that the first attack leaves for good: some 15 of compiled code, 4 of the program's pages, and a larger heap. Of
 * each later one nothing is left that the next one does not use.
 */
const FIRST = 45;
/** Milliseconds between two of ada's messages: her echo is measured while each part of the attack begins anew. */
const PAUSE = 40;

const LONG = "😀".repeat(4000);
const FILES = ["/", "/main.js", "/socket.io/socket.io.js", "/socket.io/socket.io.js.map"];
const [PEOPLE, PAGES, MESSAGES] = [20, 5, 30];

const addressesOf = (count: number) => Array.from({ length: count }, (_, n) => `127.0.0.${n + 2}`);

/** What ordinary people do in a day: afterwards a server has the memory of one that is in use, and idle now. */
async function ordinaryDay(url: string): Promise<void> {
  using ada = await Wire.connect(url, ELSEWHERE);
  for (let id = 0; id < MESSAGES; id += 1)
    ada.send(`42${id}["chuan",{"name":"ada","txt":"${LONG}"}]`);
  await ada.hears(`43${MESSAGES - 1}[`);
  await Promise.all(Array.from({ length: PEOPLE }, () => visit(url)));
}

/** Loads the page, and reads by each transport. */
async function visit(url: string): Promise<void> {
  const headers = { ...ELSEWHERE, "Accept-Encoding": "identity" };
  for (const file of FILES) await (await fetch(url + file, { headers })).arrayBuffer();
  using wire = await Wire.connect(url, ELSEWHERE);
  const session = await Session.connect(url, ELSEWHERE);
  for (let id = 0; id < PAGES; id += 1) {
    const question = `42${id}["history",{"room":"lobby"}]`;
    wire.send(question);
    await session.post(question);
    await Promise.all([wire.hears(`43${id}[`), session.hears(`43${id}[`)]);
  }
  await session.post("1");
}

const ONE = ["one address", 1] as const;
const THREE = ["three addresses", 3] as const;

const STORES = {
  SQLite: {
    open: () => ({ url: undefined, [Symbol.asyncDispose]: () => Promise.resolve() }),
    from: [ONE, THREE],
  },
  Postgres: { open: emptyDatabase, from: [THREE] },
};

describe.each(["SQLite", "Postgres"] as const)("H7 to H46 at once on %s", (store) => {
  let database: { url: string | undefined } & AsyncDisposable;
  let chuan: Victim;

  beforeAll(async () => {
    database = await STORES[store].open();
    const { url } = database;
    chuan = await Victim.start("guarded", {
      TRUSTED_PROXY,
      ...(url === undefined ? {} : { DATABASE_URL: url }),
    });
    await ordinaryDay(chuan.url);
    await attack(3, FIRST);
  }, 60_000);
  afterAll(async () => {
    await chuan[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  });

  /** Attacks from so many addresses, and expects that nobody else notices, and that soon no more than `left` megabytes are left. */
  async function attack(addresses: number, left?: number): Promise<void> {
    const [before, control] = [await chuan.condition(), await Victim.control()];
    await chuan.peak();
    const mallory = await besiegeFrom(chuan.url, TRUSTED_PROXY, addressesOf(addresses));
    const [attacked, undisturbed] = await Promise.all([
      echo(chuan.url, PAUSE, () => chuan.waited()),
      echo(control.url, PAUSE),
    ]);
    await mallory[Symbol.asyncDispose]();
    const peak = await chuan.peak();
    await chuan.recovers(before, undefined, left);
    expect(peak - before.memory).toBeLessThan(MOST);
    expect([attacked, undisturbed, isUnnoticed(attacked, undisturbed)]).toEqual([
      attacked,
      undisturbed,
      true,
    ]);
  }

  test.each(STORES[store].from)(
    "from %s: at most 250 MB more than idle, other clients are served as before, and soon nothing is left of it",
    async (_, count) => attack(count),
  );
});
