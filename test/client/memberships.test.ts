import { expect, test } from "bun:test";
import { JoinedRooms } from "../../src/client/memberships";
import type { Joined, Reply } from "../../src/protocol";

/** A connection that notes what it is asked, and refuses the rooms that it is told to. */
function open(most: number | undefined, refused: string[] = []) {
  const asked: string[] = [];
  const memberships = new JoinedRooms({
    join(room): Promise<Reply<Joined>> {
      asked.push(`join ${room}`);
      return Promise.resolve(
        refused.includes(room)
          ? { ok: false, error: { code: "too_many_rooms", message: "too many" } }
          : { ok: true, room, count: 1, people: [], head: 0, floor: 0, rev: 0 },
      );
    },
    leave: (room) => asked.push(`leave ${room}`),
  });
  memberships.begin(most);
  return { memberships, asked };
}

test("P4: a new connection is in the lobby alone", async () => {
  const { memberships } = open(3);
  await memberships.join("designers", "designers");
  memberships.begin(3);
  expect(["lobby", "designers"].map((room) => memberships.has(room))).toEqual([true, false]);
});

test("P4: at the limit, the connection leaves the room joined first, but never the current one", async () => {
  const { memberships, asked } = open(2);
  await memberships.join("designers", "lobby");
  await memberships.join("kitchen", "lobby");
  await memberships.join("kitchen", "kitchen");
  expect(asked).toEqual(["join designers", "leave designers", "join kitchen", "join kitchen"]);
});

test("without a limit the connection leaves no room", async () => {
  const { memberships, asked } = open(undefined);
  for (const room of ["a", "b", "c"]) await memberships.join(room, "lobby");
  expect(asked).toEqual(["join a", "join b", "join c"]);
});

test("a refused join does not count as membership", async () => {
  const { memberships, asked } = open(undefined, ["designers"]);
  expect((await memberships.join("designers", "lobby")).ok).toBeFalse();
  memberships.leave("designers");
  expect(asked).toEqual(["join designers"]);
});
