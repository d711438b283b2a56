/** Names that people own, and who spoke under which, in the embedded store (P34). */
import type { CommunityChange } from "../community";
import type { Claim, InTheWay, Persons } from "../persons";
import type { CommunityQueue } from "./community-queue";
import type { PersonStatements } from "./person-statements";

/** Makes a name a person's own, if nobody else owns it. Call it in a transaction. */
function take(
  statements: PersonStatements,
  { look, name, from }: Claim,
): Exclude<CommunityChange, "all"> | undefined {
  if (statements.isErased.get({ from })) return undefined;
  const before = statements.claimOf.get({ from });
  statements.release.run({ from });
  statements.claim.run({ look, name, from });
  const looks = before && before.look !== look ? [before.look, look] : [look];
  return { rooms: [], people: [from], looks };
}

export function openNames(
  statements: PersonStatements,
  { ask, add }: CommunityQueue,
): Pick<Persons, "claim" | "grant" | "release" | "owners" | "noteSpoken" | "unnoted" | "noted"> {
  function ownerBeside({ look, from }: Claim): string | undefined {
    const owner = statements.ownerOf.get({ look })?.person;
    return owner === from ? undefined : owner;
  }

  return {
    async claim(claim, since) {
      let inTheWay: InTheWay = {};
      await add({
        queue: claim.from,
        run() {
          const { look, from } = claim;
          const taken = ownerBeside(claim);
          const isOwn = statements.claimOf.get({ from })?.look === look;
          const spoken = isOwn ? undefined : statements.spokenBy.get({ look, from, since })?.sender;
          inTheWay = taken !== undefined ? { taken } : spoken !== undefined ? { spoken } : {};
          return (taken ?? spoken) ? undefined : take(statements, claim);
        },
      });
      return inTheWay;
    },

    async grant(claim) {
      let isDone = false;
      await add({
        queue: claim.from,
        run() {
          const change = ownerBeside(claim) === undefined ? take(statements, claim) : undefined;
          isDone = change !== undefined;
          return change;
        },
      });
      return isDone;
    },

    async release(from) {
      await add({
        queue: from,
        run() {
          const looks = statements.release.all({ from }).map(({ look }) => look);
          return looks.length > 0 ? { rooms: [], people: [from], looks } : undefined;
        },
      });
    },

    owners: (looks) =>
      ask(() => {
        const rows = statements.owners.all({ looks: JSON.stringify(looks) });
        return new Map(rows.map(({ look, person }) => [look, person]));
      }),

    async noteSpoken(spoken) {
      await add({
        queue: "",
        run() {
          for (const { look, from, at } of spoken) statements.noteSpoken.run({ look, from, at });
          return undefined;
        },
      });
    },

    unnoted: () => ask(() => statements.unnoted.get()?.room),

    async noted(room) {
      await add({
        queue: "",
        run() {
          if (room === undefined) statements.allNoted.run();
          else statements.noted.run({ room });
          return undefined;
        },
      });
    },
  };
}
