/** Names that people own, and who spoke under which, in the embedded store (P34). */
import type { CommunityChange } from "../community";
import type { Claim, InTheWay, Persons } from "../persons";
import type { CommunityQueue } from "./community-queue";
import type { PersonStatements } from "./person-statements";

/** Makes a name a person's own, if nobody else owns it. Call it in a transaction. */
function take(
  statements: PersonStatements,
  { looks, name, from }: Claim,
): Exclude<CommunityChange, "all"> | undefined {
  if (statements.isErased.get({ from })) return undefined;
  const before = statements.release.all({ from }).map(({ look }) => look);
  for (const look of looks) statements.claim.run({ look, name, from });
  return { rooms: [], people: [from], looks: [...new Set([...before, ...looks])] };
}

export function openNames(
  statements: PersonStatements,
  { ask, add }: CommunityQueue,
): Pick<
  Persons,
  "claim" | "grant" | "release" | "owners" | "ownedLooks" | "noteSpoken" | "unnoted" | "noted"
> {
  function ownerBeside({ looks, from }: Claim): string | undefined {
    const owners = looks.map((look) => statements.ownerOf.get({ look })?.person);
    return owners.find((owner) => owner !== undefined && owner !== from);
  }

  /** Who spoke last under a name that looks so, beside the person, who need not ask for what is theirs already. */
  function speakerBeside({ looks, from }: Claim, since: number): string | undefined {
    const own = new Set(statements.looksOf.all({ from }).map(({ look }) => look));
    const speakers = looks.map((look) =>
      own.has(look) ? undefined : statements.spokenBy.get({ look, from, since })?.sender,
    );
    return speakers.find((speaker) => speaker !== undefined);
  }

  return {
    async claim(claim, since) {
      let inTheWay: InTheWay = {};
      await add({
        queue: claim.from,
        run() {
          const taken = ownerBeside(claim);
          const spoken = speakerBeside(claim, since);
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

    ownedLooks: (after, limit) =>
      ask(() => statements.ownedLooks.all({ after, limit }).map(({ look }) => look)),

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
