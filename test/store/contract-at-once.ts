/** What every store must do when several machines decide at once (H29, H34). */
import { describe, expect, test } from "bun:test";
import type { Community, Profile } from "../../src/store/community";
import { within } from "../support/deadline";
import { until } from "../support/until";
import {
  ada,
  as,
  CLOSED,
  closed,
  invitation,
  lin,
  listen,
  settle,
  type CommunityStore,
} from "./community-parts";
import { onThree } from "./on-machines";
import { upTo } from "./contract-parts";

const open = (room: string, more: Partial<Profile> = {}): Profile => ({
  room,
  kind: "open",
  at: 1,
  ...more,
});

const stepDown = (person: typeof ada, community: Community) =>
  community.decide({ rooms: [CLOSED], people: [person.from] }, ({ owners }) => {
    if (owners(CLOSED) < 2) throw new Error("the last owner");
    return { members: [as("member", person)] };
  });

const foundRoom = (room: string, community: Community) =>
  community.decide({ rooms: [room], people: [ada.from] }, ({ foundedLately }) => {
    if (foundedLately >= 10) throw new Error("enough for today");
    return { profiles: [open(room, { founder: ada.from })], members: [as("owner", ada, room)] };
  });

/** Runs the suite on the stores that `make` makes. */
export function atOnceContract(name: string, make: () => Promise<CommunityStore>): void {
  const three = onThree(make);

  describe(`${name}: several at once`, () => {
    test(
      "whatever is changed beside a machine, the machine hears of it soon and knows it then",
      three(async ([here, there]) => {
        for (const change of [
          () => settle(there!, { profiles: [closed()], members: [as("owner")] }),
          () => there!.enrol("tea", ada),
          () => settle(there!, { members: [as(undefined)] }),
          () => there!.setAccess("invited"),
          () => settle(there!, { profiles: [closed({ isDissolved: true })] }),
          () => there!.forget(CLOSED),
        ]) {
          const { told } = listen(here!);
          await change();
          // A second, and what a busy machine adds to it.
          await within(
            5000,
            "the news",
            until("the machine to hear of it", () => told.length > 0),
          );
          expect(await here!.person(ada.from)).toEqual(await there!.person(ada.from));
          expect(await here!.profile(CLOSED)).toEqual(await there!.profile(CLOSED));
        }
      }),
    );

    test(
      "H34: of fifty who redeem the last use of an invitation at once on three machines one gets in, and that one is counted",
      three(async (communities) => {
        const { id } = invitation();
        await settle(communities[0]!, {
          profiles: [closed()],
          members: [as("owner")],
          invitation: invitation({ uses: 3, used: 2 }),
        });
        const people = upTo(50).map((n) => ({ from: `person-${n}`, name: `name ${n}` }));
        const redeem = (person: typeof ada, community: Community) =>
          community.decide(
            { rooms: [CLOSED], people: [person.from], invitation: id },
            ({ invitation: found }) => {
              if (!found || found.used >= found.uses) throw new Error("used up");
              return {
                members: [as("member", person)],
                invitation: { ...found, used: found.used + 1 },
              };
            },
          );
        const outcomes = await Promise.allSettled(
          people.map((person, n) => redeem(person, communities[n % communities.length]!)),
        );
        const lost = outcomes.flatMap((one) =>
          one.status === "rejected" ? String(one.reason) : [],
        );
        expect(lost).toEqual(Array.from({ length: 49 }, () => "Error: used up"));
        const winner = people[outcomes.findIndex(({ status }) => status === "fulfilled")]!;
        for (const community of communities) {
          expect((await community.members(CLOSED, undefined, 99)).map(({ from }) => from)).toEqual([
            ada.from,
            winner.from,
          ]);
          expect((await community.invitation(id))?.used).toBe(3);
        }
      }),
    );

    test(
      "P28: uses of an invitation that are counted at once on three machines are all counted, whichever rooms they are about",
      three(async (communities) => {
        const made = invitation({ uses: 1000 });
        await settle(communities[0]!, { invitation: made });
        const use = (community: Community, room: string) =>
          community.decide(
            { rooms: [room], people: [ada.from], invitation: made.id },
            ({ invitation: found }) => ({
              invitation: { ...made, used: (found?.used ?? 0) + 1 },
            }),
          );
        await Promise.all(
          upTo(12).map((n) => use(communities[n % communities.length]!, `room-${n}`)),
        );
        expect((await communities[0]!.invitation(made.id))?.used).toBe(12);
      }),
    );

    test(
      "H29: of two owners who step down at once on two machines one stays",
      three(async ([here, there]) => {
        for (const _ of upTo(5)) {
          await settle(here!, { members: [as("owner"), as("owner", lin)] });
          const outcomes = await Promise.allSettled([stepDown(ada, here!), stepDown(lin, there!)]);
          expect(outcomes.map(({ status }) => status).toSorted()).toEqual([
            "fulfilled",
            "rejected",
          ]);
          const ranks = (await there!.members(CLOSED, undefined, 9)).map(({ rank }) => rank);
          expect(ranks).toEqual(["owner", "member"]);
        }
      }),
    );

    test(
      "P29: of fifteen rooms that one person founds at once on three machines ten are founded",
      three(async (communities) => {
        const outcomes = await Promise.allSettled(
          upTo(15).map((n) => foundRoom(`room-${n}`, communities[n % communities.length]!)),
        );
        expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
        expect((await communities[0]!.person(ada.from)).rooms).toHaveLength(10);
      }),
    );
  });
}
