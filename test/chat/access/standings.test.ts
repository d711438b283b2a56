import { expect, test } from "bun:test";
import { isKnown, STRANGER } from "../../../src/chat/access/standing";
import { createStandings } from "../../../src/chat/access/standings";
import type { Caller } from "../../../src/chat/caller";
import type { Rank } from "../../../src/protocol";
import { LogUnavailable, type PersonRecord } from "../../../src/store";
import { until } from "../../support/until";

const callerOf = (from: string): Caller => ({
  id: from,
  person: { from, name: from },
  address: "192.0.2.1",
  hasKey: true,
  keyId: from,
  standing: STRANGER,
  memberships: new Map(),
  isGone: false,
});

/** A store that reads people so. */
function storeOf(person: (from: string) => Promise<PersonRecord>) {
  const holder = async (from: string) => ({ from, ...(await person(from)) });
  return { community: { person }, persons: { holder } };
}

const NOTHING = { changed: () => {}, replaced: () => {}, lost: () => {} };

const belonging = (room: string, rank: Rank) => ({ room, rank, head: 0, rev: 0 });

/** Whether somebody is known who belongs to one room alone. */
const known = (room: string, rank: Rank) =>
  isKnown({ rank: undefined, rooms: new Map([[room, belonging(room, rank)]]) });

test("P27: known is who has a rank on the server, leads a room, or belongs to a closed one", () => {
  expect(isKnown(STRANGER)).toBe(false);
  expect(isKnown({ ...STRANGER, rank: "member" })).toBe(true);
  expect(known("designers", "member")).toBe(false);
  expect(known("designers", "moderator")).toBe(true);
  expect(known(`~${"x".repeat(22)}`, "member")).toBe(true);
});

test("P31: of two reads of a person the one that began later counts, whichever ends first", async () => {
  const reads: PromiseWithResolvers<PersonRecord>[] = [];
  const person = () => {
    const read = Promise.withResolvers<PersonRecord>();
    reads.push(read);
    return read.promise;
  };
  const standings = createStandings(storeOf(person), NOTHING);
  const ada = callerOf("ada");
  const arrived = standings.arrive(ada);
  const reloaded = standings.reload(["ada"]);
  reads[1]?.resolve({ rank: "member", rooms: [] });
  await reloaded;
  reads[0]?.resolve({ rank: "owner", rooms: [] });
  await arrived;
  expect(ada.standing.rank).toBe("member");
});

const record = (seen: number) => ({ rooms: [{ ...belonging("tea", "member"), seen }] });

test("P36: a read of a person that began before a mark was noted does not undo it, and a later one does", async () => {
  const reads: PromiseWithResolvers<PersonRecord>[] = [];
  const person = () => {
    const read = Promise.withResolvers<PersonRecord>();
    reads.push(read);
    return read.promise;
  };
  const standings = createStandings(storeOf(person), NOTHING);
  const ada = callerOf("ada");
  const arrived = standings.arrive(ada);
  reads[0]?.resolve(record(1));
  await arrived;
  const [earlier, later] = [standings.reload(["ada"]), standings.reload(["ada"])];
  standings.setMark("ada", "tea", { seen: 5 });
  standings.setMark("ada", "lobby", { seen: 7 });
  reads[1]?.resolve(record(1));
  await earlier;
  const seen = () => [ada.standing.rooms.get("tea")?.seen, ada.standing.self?.lobby?.seen];
  expect(seen()).toEqual([5, 7]);
  reads[2]?.resolve(record(2));
  await later;
  expect(seen()).toEqual([5, 7]);
  const last = standings.reload(["ada"]);
  reads[3]?.resolve(record(3));
  await last;
  expect(seen()).toEqual([3, undefined]);
});

test("P31: a standing that cannot be read for ten times in a row after a change counts as lost, once", async () => {
  let isAway = false;
  const lost: string[] = [];
  const standings = createStandings(
    storeOf(() =>
      isAway ? Promise.reject(new LogUnavailable("away")) : Promise.resolve({ rooms: [] }),
    ),
    { ...NOTHING, lost: (callers) => lost.push(...[...callers].map(({ id }) => id)) },
    1,
  );
  const ada = callerOf("ada");
  await standings.arrive(ada);
  isAway = true;
  await standings.reload(["ada"]);
  expect([ada.standing.isSure, lost]).toEqual([false, []]);
  await until("the standing to be lost", () => lost.length > 0);
  isAway = false;
  await until("the standing to be known again", () => ada.standing.isSure);
  expect(lost).toEqual(["ada"]);
});

test("P31: the standing of a person is forgotten with the last caller, also where it could not be read", async () => {
  const standings = createStandings(
    storeOf((from) =>
      from === "lin" ? Promise.reject(new LogUnavailable("away")) : Promise.resolve({ rooms: [] }),
    ),
    NOTHING,
  );
  const [desk, phone] = [callerOf("ada"), { ...callerOf("ada"), id: "phone" }];
  await Promise.all([standings.arrive(desk), standings.arrive(phone)]);
  await standings.arrive(callerOf("lin")).catch(() => {});
  expect([...standings.people()]).toEqual(["ada"]);
  expect(desk.standing).toBe(phone.standing);
  standings.depart(desk);
  expect([...standings.people()]).toEqual(["ada"]);
  standings.depart(phone);
  expect([...standings.people()]).toEqual([]);
});
