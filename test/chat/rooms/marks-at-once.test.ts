/** Marks of one person that are written at once: here, by two devices, and on another machine (P36). */
import { expect, test } from "bun:test";
import { STRANGER } from "../../../src/chat/access/standing";
import { createStandings } from "../../../src/chat/access/standings";
import type { Caller } from "../../../src/chat/caller";
import { createMarks } from "../../../src/chat/rooms/marks";
import type { Level } from "../../../src/protocol";
import { type KeptMark, LogUnavailable, type Mark, type NewMark } from "../../../src/store";
import { until } from "../../support/until";

const [from, room] = ["ada", "designers"];

/** A caller of ada's, over a store whose writes and reads end when the test says so. */
async function adaOver(mark: Mark) {
  const reads: PromiseWithResolvers<Mark>[] = [];
  const writes: (PromiseWithResolvers<Mark> & { marks: readonly NewMark[] })[] = [];
  const hearing: ((marks: readonly KeptMark[]) => void)[] = [];

  async function person() {
    const read = Promise.withResolvers<Mark>();
    reads.push(read);
    return { rooms: [{ room, rank: "member" as const, head: 9, rev: 9, ...(await read.promise) }] };
  }
  const store = {
    community: { person },
    persons: { holder: async () => ({ from, ...(await person()) }) },
  };
  const standings = createStandings(store, {
    changed: () => {},
    replaced: () => {},
    lost: () => {},
  });
  const caller: Caller = {
    id: "desk",
    person: { from, name: from },
    address: "192.0.2.1",
    hasKey: true,
    keyId: from,
    standing: STRANGER,
    memberships: new Map(),
    isGone: false,
  };
  const told: Mark[] = [];
  const use = createMarks(
    {
      access: { require: () => {} },
      audience: { tellOne: (_, __, ...said: unknown[]) => void told.push(said[0] as Mark) },
      standings,
      persons: {
        onMarks: (listener) => void hearing.push(listener),
        async mark(marks) {
          const write = Promise.withResolvers<Mark>();
          writes.push({ ...write, marks });
          return [{ from, room, ...(await write.promise) }];
        },
      },
    },
    0,
  );
  const arrived = standings.arrive(caller);
  reads[0]?.resolve(mark);
  await arrived;
  const say = async (asked: { seq?: number; level?: Level }) =>
    use(caller, { room, unread: false, ...asked });
  const seen = () => caller.standing.rooms.get(room)?.seen;
  const level = () => caller.standing.rooms.get(room)?.level;
  const tellOfOther = (other: Mark) => hearing.forEach((hear) => hear([{ from, room, ...other }]));
  return { reads, writes, told, say, seen, level, tellOfOther };
}

test("P36: a mark that could not be kept is written when it is said again, and not acknowledged from memory", async () => {
  const { reads, writes, say, seen } = await adaOver({ seen: 1 });
  const first = say({ seq: 5 }).catch((error: unknown) => error);
  await until("the write", () => writes.length === 1);
  writes[0]?.reject(new LogUnavailable("away"));
  await until("the person to be read", () => reads.length === 2);
  const again = say({ seq: 5 });
  await until("the second write", () => writes.length === 2);
  reads[1]?.resolve({ seen: 1 });
  expect(await first).toBeInstanceOf(LogUnavailable);
  writes[1]?.resolve({ seen: 5 });
  expect(await again).toMatchObject({ seen: 5 });
  expect(seen()).toBe(5);
});

test("P36: a mark that another machine keeps after this one, and is heard of before, is the one that stays", async () => {
  const { reads, writes, say, level, tellOfOther } = await adaOver({ level: "all" });
  const saying = say({ level: "none" });
  await until("the write", () => writes.length === 1);
  tellOfOther({ level: "calls" });
  reads[1]?.resolve({ level: "calls" });
  writes[0]?.resolve({ level: "none" });
  await until("the person to be read once more", () => reads.length === 3);
  reads[2]?.resolve({ level: "calls" });
  expect(await saying).toMatchObject({ level: "calls" });
  expect(level()).toBe("calls");
});

test("P36: a mark of another machine that is heard of late changes nothing", async () => {
  const { reads, writes, say, level, tellOfOther } = await adaOver({ level: "all" });
  const saying = say({ level: "none" });
  await until("the write", () => writes.length === 1);
  writes[0]?.resolve({ level: "none" });
  await saying;
  tellOfOther({ level: "calls" });
  await until("the person to be read", () => reads.length === 2);
  reads[1]?.resolve({ level: "none" });
  await until("the level", () => level() === "none");
});

test("P36: while a further mark is being written, the end of an earlier write sets no device back", async () => {
  const { writes, say, told, seen } = await adaOver({ seen: 1 });
  const first = say({ seq: 2 });
  await until("the write", () => writes.length === 1);
  const second = say({ seq: 8 });
  writes[0]?.resolve({ seen: 2 });
  await first;
  expect(seen()).toBe(8);
  await until("the second write", () => writes.length === 2);
  writes[1]?.resolve({ seen: 8 });
  expect(await second).toMatchObject({ seen: 8 });
  expect(told).not.toContainEqual(expect.objectContaining({ seen: 2 }));
});
