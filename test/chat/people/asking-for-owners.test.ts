/** What it costs to learn that nobody owns a name: no statement (P34). */
import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { createOwnedNames } from "../../../src/chat/people/owned-names";
import { createOwnedLooks } from "../../../src/chat/people/owned-looks";
import { looksOf } from "../../../src/chat/people/looks";
import {
  LogUnavailable,
  type OpenStore,
  openStore,
  type Persons,
  readLocation,
} from "../../../src/store";
import { until } from "../../support/until";

setDefaultTimeout(60_000);
const test = alone.concurrent;

/** A store in memory. */
async function openedStore(): Promise<OpenStore & AsyncDisposable> {
  const store = await openStore(readLocation("sqlite::memory:"), { onFault: () => {} });
  return Object.assign(store, { [Symbol.asyncDispose]: store.close });
}

/** Who owns which names on a store, with how often it was asked, and for how many looks. */
function countedOn({ persons, community }: Pick<OpenStore, "persons" | "community">) {
  const counted = { owners: 0, pages: 0, read: 0 };
  const asked: Pick<Persons, "owners" | "ownedLooks"> = {
    owners(looks) {
      counted.owners += 1;
      return persons.owners(looks);
    },
    async ownedLooks(after, limit) {
      counted.pages += 1;
      const found = await persons.ownedLooks(after, limit);
      counted.read += 1;
      return found;
    },
  };
  const names = createOwnedNames(asked);
  community.onChange((change) => names.follow(change));
  return { names, counted };
}

const claim = (name: string, from: string) => ({ looks: looksOf(name), name, from });

test("P34: a thousand people connect under a thousand names without a statement about names, and only who has one that somebody owns costs one", async () => {
  await using store = await openedStore();
  await store.persons.claim(claim("ada", "ada"), 0);
  const { names, counted } = countedOn(store);
  await until("the looks to be read", () => counted.read === 1);
  for (let n = 0; n < 1000; n += 1)
    expect(names.isTakenNow({ from: `id ${n}`, name: `person ${n}` })).toBeFalse();
  expect(counted).toEqual({ owners: 0, pages: 1, read: 1 });

  expect(names.isTakenNow({ from: "lin", name: "Ada" })).toBeUndefined();
  expect(await names.isTaken({ from: "lin", name: "Ada" })).toBeTrue();
  expect(names.isTakenNow({ from: "ada", name: "Ada" })).toBeFalse();
  expect(counted.owners).toBe(1);

  await store.persons.claim(claim("person 7", "lin"), 0);
  expect(await names.isTaken({ from: "id 7", name: "person 7" })).toBeTrue();
  expect(names.isTakenNow({ from: "id 8", name: "person 8" })).toBeFalse();
  expect(counted).toEqual({ owners: 2, pages: 1, read: 1 });
});

test("P34: what is claimed while the looks are read is asked for, and after a time without the database everything is, until it is read anew", async () => {
  const reading = Promise.withResolvers<readonly string[]>();
  let reads = 0;
  const ownedLooks = () => ((reads += 1) === 1 ? reading.promise : Promise.resolve(["nur"]));
  const looks = createOwnedLooks({ ownedLooks });
  expect(looks.areFree(["lin"])).toBeFalse();
  looks.follow({ rooms: [], people: ["ada"], looks: ["ada"] });
  reading.resolve([]);
  await until("the looks to be read", () => looks.areFree(["lin"]));
  expect(looks.areFree(["ada", "lin"])).toBeFalse();
  looks.doubt();
  expect(looks.areFree(["lin"])).toBeFalse();
  looks.follow("all");
  await until("the looks to be read again", () => looks.areFree(["lin"]));
  expect(looks.areFree(["nur"])).toBeFalse();
});

test("P34: a read of looks that fails is made again, and a server on which very many names are owned asks for each", async () => {
  let fails = true;
  const looks = createOwnedLooks(
    {
      ownedLooks: () =>
        fails ? Promise.reject(new LogUnavailable("away")) : Promise.resolve(["ada", "lin"]),
    },
    { again: 5 },
  );
  fails = false;
  await until("the looks to be read", () => looks.areFree(["nur"]));
  const many = createOwnedLooks({ ownedLooks: async () => ["ada", "lin"] }, { most: 1 });
  await Bun.sleep(5);
  expect(many.areFree(["nur"])).toBeFalse();
});
