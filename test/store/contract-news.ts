/** What every store must tell of changes in the community. */
import { describe, expect, test } from "bun:test";
import { LogUnavailable } from "../../src/store/log";
import { rejection } from "../support/rejection";
import {
  ada,
  as,
  CLOSED,
  closed,
  invitation,
  lin,
  listen,
  nur,
  settle,
  type CommunityStore,
} from "./community-parts";
import { onMachine } from "./on-machines";

/** Runs the suite on the stores that `make` makes. */
export function newsContract(name: string, make: () => Promise<CommunityStore>): void {
  const on = onMachine(make);

  describe(`${name}: listeners`, () => {
    test(
      "who decides is told before the promise resolves: of changed profiles and of people whose ranks changed",
      on(async ({ community }) => {
        const { told } = listen(community);
        await settle(community, { profiles: [closed()], members: [as("owner")] });
        await settle(community, { members: [as("member", lin)] });
        await community.enrol("tea", nur);
        await settle(community, { invitation: invitation() });
        await community.decide({ rooms: [CLOSED], people: [] }, () => ({}));
        expect(told).toEqual([
          { rooms: [CLOSED], people: [ada.from] },
          { rooms: [], people: [lin.from] },
          { rooms: [], people: [nur.from] },
        ]);
      }),
    );

    test(
      "a listener that throws keeps no other listener from being told, and no decision from being made",
      on(async ({ community }) => {
        community.onChange(() => {
          throw new Error("a fault of the listener's");
        });
        const { told } = listen(community);
        await settle(community, { profiles: [closed()] });
        expect(told).toHaveLength(1);
      }),
    );

    test(
      "a community that is closed rejects with LogUnavailable",
      on(async ({ community }) => {
        await community.close();
        for (const asked of [
          () => community.person(ada.from),
          () => community.enrol("tea", ada),
          () => settle(community, { profiles: [closed()] }),
        ])
          expect(await rejection(asked())).toBeInstanceOf(LogUnavailable);
      }),
    );

    test(
      "what is known is fresh as long as the store is there",
      on(async ({ community }) => {
        expect(community.isFresh()).toBeTrue();
      }),
    );
  });
}
