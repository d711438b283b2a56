/** What every store must do about acts: they hold for what is numbered after them (P32). */
import { describe, expect, test } from "bun:test";
import { LogUnavailable, StaleDecision } from "../../src/store/log";
import { rejection } from "../support/rejection";
import { ada, invitation, lin, settle, type CommunityStore } from "./community-parts";
import { onMachine } from "./on-machines";
import { ada as said, seqs, upTo } from "./contract-parts";
import { editing, removing, reacting, made } from "./changes-parts";
import { byLin, notice, restriction } from "./acts-parts";

/** Runs the suite on the stores that `make` makes. */
export function actsContract(name: string, make: () => Promise<CommunityStore>): void {
  const on = onMachine(make);

  describe(`${name}: acts`, () => {
    test(
      "P32: an act and its notice are stored together, and those who follow the room have the notice before the act is done",
      on(async ({ log, community }) => {
        const told: string[] = [];
        await log.append(said("one"));
        await log.follow("lobby", ({ id }) => void told.push(id));
        await settle(community, { restrictions: [restriction()], notice: notice("act") });
        expect(told).toEqual(["act"]);
        const { messages } = await log.read("lobby", { after: 1, limit: 9 });
        expect(messages).toMatchObject([{ seq: 2, notice: { act: "mute", whom: lin.from } }]);
        const facts = await community.facts({ rooms: ["lobby"], people: [lin.from] });
        expect(facts.acts("lobby")).toBe(2);
        expect(facts.restrictions("lobby", lin.from)).toEqual([restriction()]);
        expect((await community.person(lin.from)).restrictions).toEqual([restriction()]);
        expect(await community.acts("lobby", 99, 9)).toEqual(messages);
      }),
    );

    test(
      "P32: a message is stored only by a decision that knew the last act in the room",
      on(async ({ log, community }) => {
        expect(await log.append(byLin("before"), 0)).toMatchObject({ seq: 1 });
        await settle(community, { restrictions: [restriction()], notice: notice("act") });
        expect(await rejection(log.append(byLin("after"), 0))).toBeInstanceOf(StaleDecision);
        expect(await log.append(byLin("after"), 2)).toMatchObject({ seq: 3 });
        expect(await log.append(said("of no decision"))).toMatchObject({ seq: 4 });
      }),
    );

    test(
      "P32: an edit, a reaction and a removal are made only by a decision that knew the last act in the room",
      on(async ({ log, community }) => {
        await log.append(byLin("before"), 0);
        await settle(community, { restrictions: [restriction()], notice: notice("act") });
        const changes = [editing({ seq: 1 }), reacting({ seq: 1 }), removing({ seq: 1 })];
        for (const change of changes) {
          expect(await rejection(log.change(change, 0))).toBeInstanceOf(StaleDecision);
          await made(log.change(change, 2));
        }
      }),
    );

    test(
      "P32: what one person sends behind a message that is turned back is turned back with it, so that nothing overtakes it",
      on(async ({ log, community }) => {
        await settle(community, { notice: notice("act") });
        const sent = upTo(50).map((n) => rejection(log.append(byLin(`id-${n}`), 0)));
        const behind = rejection(log.append(byLin("behind"), 1));
        for (const error of await Promise.all(sent)) expect(error).toBeInstanceOf(StaleDecision);
        const overtaken = await behind;
        const { head } = await log.read("lobby", { limit: 1 });
        expect(head).toBe(overtaken instanceof StaleDecision ? 1 : 2);
      }),
    );

    test(
      "P32: two acts about one room are two notices, and the last of them is the room's last act",
      on(async ({ log, community }) => {
        const acting = upTo(20).map((n) =>
          settle(community, { restrictions: [restriction({ at: n })], notice: notice(`act-${n}`) }),
        );
        await Promise.all(acting);
        const { head } = await log.read("lobby", { limit: 1 });
        const facts = await community.facts({ rooms: ["lobby"], people: [] });
        expect([head, facts.acts("lobby")]).toEqual([20, 20]);
        const acts = await community.acts("lobby", 20, 3);
        expect(seqs(acts)).toEqual([19, 18, 17]);
      }),
    );

    test(
      "P31: removals are one act with their notice, and those who follow the room are told of all",
      on(async ({ log, community }) => {
        for (const n of upTo(5)) await log.append(byLin(`id-${n}`));
        const told: number[] = [];
        await log.follow("lobby", ({ seq }) => void told.push(seq));
        const removals = [2, 4].map((seq) => {
          const change = { room: "lobby", seq, id: `remove-${seq}`, by: ada.from };
          return { ...change, kind: "remove" as const };
        });
        await settle(community, { removals, notice: notice("act", "sweep") });
        expect(told).toEqual([2, 4, 6]);
        const { messages } = await log.read("lobby", { after: 0, limit: 9 });
        expect(messages.map(({ txt }) => txt !== "")).toEqual([
          true,
          false,
          true,
          false,
          true,
          true,
        ]);
        expect(messages[1]?.gone?.by).toBe(ada.from);
      }),
    );

    test(
      "P28: the invitations of a maker to a room, or all of them, end with a decision",
      on(async ({ community }) => {
        const ids = ["0123456789abcde1", "0123456789abcde2"];
        const [tea, designers] = ["tea", "designers"].map((room, n) =>
          invitation({ id: ids[n] ?? "", room, maker: lin.from }),
        );
        for (const one of [tea, designers]) if (one) await settle(community, { invitation: one });
        await settle(community, { ended: [{ maker: lin.from, room: "tea" }] });
        const revoked = async () =>
          (await Promise.all(ids.map((id) => community.invitation(id)))).map(
            (one) => one?.isRevoked,
          );
        expect(await revoked()).toEqual([true, undefined]);
        await settle(community, { ended: [{ maker: lin.from }] });
        expect(await revoked()).toEqual([true, true]);
      }),
    );

    test(
      "P31: what one person said is found among the messages of others, the newest first, as far back as is asked",
      on(async ({ log }) => {
        for (const n of upTo(4)) {
          await log.append(byLin(`lin-${n}`));
          await log.append(said(`ada-${n}`));
        }
        const asked = { room: "lobby", from: lin.from, before: 99, since: 0 };
        const first = await log.saidBy(asked, 3);
        expect(first.messages.map(({ seq }) => seq)).toEqual([7, 5, 3]);
        const rest = await log.saidBy({ ...asked, before: first.next ?? 0 }, 3);
        expect(rest.messages.map(({ seq }) => seq)).toEqual([1]);
        expect(rest.next).toBeUndefined();
        const none = await log.saidBy({ ...asked, since: Date.now() + 9999 }, 3);
        expect(none).toEqual({ messages: [], next: undefined });
      }),
    );

    test(
      "P32: a store that is closed rejects what is asked about acts",
      on(async ({ community, log }) => {
        await community.close();
        const asked = { rooms: ["lobby"], people: [] };
        expect(await rejection(community.facts(asked))).toBeInstanceOf(LogUnavailable);
        await log.close();
      }),
    );
  });
}
