/** Forgetting people in the embedded store (P36). */
import type { Persons } from "../persons";
import type { CommunityQueue } from "./community-queue";
import type { PersonStatements } from "./person-statements";
import type { OpenDatabaseFile } from "./sqlite-file";

export function openErasure(
  statements: PersonStatements,
  { ask, add }: CommunityQueue,
  eraser: OpenDatabaseFile["eraser"],
): Pick<Persons, "erase" | "erasing" | "erased"> {
  return {
    async erase({ from }, messages) {
      await add({
        queue: from,
        run() {
          eraser.note();
          const looks = statements.release.all({ from }).map(({ look }) => look);
          const key = statements.keyOf.get({ from });
          for (const refused of [{ key: from }, ...(key ? [key] : [])])
            statements.refuse.run(refused);
          for (const statement of statements.forget) statement.run({ from });
          statements.leaveAll.run({ from });
          statements.erase.run({ from, room: messages ? "" : null });
          const rooms = statements.dissolve.all({ from }).map(({ room }) => room);
          return { rooms, people: [from], restricted: [from], looks };
        },
      });
      eraser.due();
    },

    erasing: () => ask(() => statements.erasing.all()),

    async erased(from, after) {
      await add({
        queue: from,
        run() {
          if (after === undefined) statements.erasedAll.run({ from });
          else statements.erasedUpTo.run({ from, room: after });
          return undefined;
        },
      });
    },
  };
}
