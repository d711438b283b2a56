/** Whose keys are whose, in the embedded store (P35). */
import type { Persons } from "../persons";
import type { CommunityQueue } from "./community-queue";
import type { PersonStatements } from "./person-statements";

/** A person has one key that counts. Call all of it in a transaction. */
function giveKey(statements: PersonStatements, from: string, key: string): boolean {
  if (statements.isKnown.get({ key }) || statements.isErased.get({ from })) return false;
  statements.refuse.run({ key: from });
  const before = statements.keyOf.get({ from });
  if (before) statements.refuse.run(before);
  statements.giveKey.run({ key, from });
  statements.endRekeys.run({ from });
  return true;
}

export function openKeys(
  statements: PersonStatements,
  add: CommunityQueue["add"],
): Pick<Persons, "replaceKey" | "addRekey" | "useRekey"> {
  return {
    async replaceKey(from, key, by) {
      let isDone = false;
      await add({
        queue: from,
        run() {
          const isOwn = by === (statements.keyOf.get({ from })?.key ?? from);
          isDone = isOwn && giveKey(statements, from, key);
          return isDone ? { rooms: [], people: [from] } : undefined;
        },
      });
      return isDone;
    },

    async addRekey({ id, hash, from, until }) {
      let isDone = false;
      await add({
        queue: from,
        run() {
          isDone = statements.addRekey.run({ id, hash, from, until }).changes > 0;
          return undefined;
        },
      });
      return isDone;
    },

    async useRekey({ id, hash }, key) {
      let from: string | undefined;
      await add({
        queue: id,
        run() {
          const found = statements.rekey.get({ id, hash, now: Date.now() })?.from;
          from = found !== undefined && giveKey(statements, found, key) ? found : undefined;
          return from === undefined ? undefined : { rooms: [], people: [from] };
        },
      });
      return from;
    },
  };
}
