/** Who may write to people directly, and when people were here, in the embedded store (P30). */
import type { CommunityChange } from "../community";
import { knownOf, reachOf } from "../person-rows";
import type { Persons } from "../persons";
import type { CommunityQueue } from "./community-queue";
import type { PersonStatements } from "./person-statements";

export function openSettings(
  statements: PersonStatements,
  { ask, add }: CommunityQueue,
): Pick<Persons, "allow" | "block" | "noteSeen" | "known" | "mayReach"> {
  /** Does work that changes what one person's machines know of them. */
  async function change(from: string, run: () => { changes: number }): Promise<void> {
    const told: CommunityChange = { rooms: [], people: [from] };
    await add({ queue: from, run: () => (run().changes > 0 ? told : undefined) });
  }

  return {
    allow: (from, { direct = null, lastSeen }) =>
      change(from, () => {
        const isSeen = lastSeen === undefined ? null : Number(lastSeen);
        return statements.allow.run({ from, direct, lastSeen: isSeen });
      }),

    block: (from, blocked, on) =>
      change(from, () => (on ? statements.block : statements.unblock).run({ from, blocked })),

    async noteSeen(people) {
      await add({
        queue: "",
        run() {
          for (const { from, at } of people) statements.noteSeen.run({ from, at });
          return undefined;
        },
      });
    },

    known: (people, room) =>
      ask(() => {
        const asked = { people: JSON.stringify(people), room: room ?? null };
        const rows = statements.known.all(asked);
        return new Map(
          rows.flatMap((row) => {
            const found = knownOf(row);
            return found ? [[row.from, found]] : [];
          }),
        );
      }),

    mayReach: (one, other, byDefault) =>
      ask(() => {
        const found = statements.reach.get({ one, other });
        if (found?.barred === 1) return false;
        const reach = reachOf(found?.direct ?? null) ?? byDefault;
        if (reach !== "shared") return reach === "everybody";
        return statements.sharesRoom.get({ one, other }) !== null;
      }),
  };
}
