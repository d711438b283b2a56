/** Whom moderators act on, and who is kept out with them. */
import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { Client } from "../../support/client";
import type { Rank } from "../../../src/protocol";
import { muting } from "../../../src/chat/acts/acting";
import { createNetworks, isPublic } from "../../../src/chat/access/networks";
import { Refusal } from "../../../src/chat/refusal";
import { codeOf, come, granted, type Here, idOf, roomNotice, serveOwned } from "./people";

setDefaultTimeout(60_000);
const test = alone.concurrent;

/** What a client sends beside everything else, as behind a proxy that names its address. */
const comingFrom = (address: string) => ({ "X-Real-IP": address });

const named = (from: string) => ({ from, name: from });

const RANKS_AND_NONE = [undefined, "member", "moderator", "owner"] as const;

test("H29: everybody of moderator's rank and above acts on those of lower rank alone: each rank on each rank", () => {
  for (const own of RANKS_AND_NONE)
    for (const others of RANKS_AND_NONE) {
      const ranks: Record<string, Rank | undefined> = { ada: own, lin: others };
      const facts = {
        profiles: new Map(),
        rank: (_room: string, who: string) => ranks[who],
        restrictions: () => [],
        acts: () => 0,
        owners: () => 1,
        head: () => 0,
        foundedLately: 0,
        now: 1000,
      };
      const acting = {
        room: `~${"c".repeat(22)}`,
        by: named("ada"),
        whom: named("lin"),
        reason: "",
      };
      const [one, other] = [own, others].map((rank) => RANKS_AND_NONE.indexOf(rank));
      const may = (one ?? 0) >= 2 && (one ?? 0) > (other ?? 0);
      const act = () => muting(facts, acting, 5);
      if (may) expect(act().restrictions).toMatchObject([{ from: "lin", kind: "mute" }]);
      else expect(act).toThrow(Refusal);
      expect(() => muting(facts, { ...acting, whom: named("ada") }, 5)).toThrow(Refusal);
    }
});

test("P31: neither a private address nor one of a proxy that no setting names is kept out", () => {
  const kept: string[] = [];
  const community = {
    keepOut: async (networks: readonly string[]) => void kept.push(...networks),
    keptOut: async () => new Map<string, number>(),
  };
  const networks = createNetworks(community, (network) => network === "198.51.100.1");
  const addresses = [
    "127.0.0.1",
    "10.1.2.3",
    "172.20.0.1",
    "192.168.1.1",
    "169.254.1.1",
    "100.64.0.1",
  ];
  const others = ["0:0:0:0::/64", "fe80:0:0:0::/64", "fd00:1:2:3::/64", "unknown", "198.51.100.1"];
  for (const address of [...addresses, ...others.slice(0, -1)])
    expect(isPublic(address)).toBeFalse();
  for (const address of [...addresses, ...others, "192.0.2.1", "2001:db8:1:2::/64"])
    networks.keepOut([
      { address } as Parameters<typeof networks.keepOut>[0] extends Iterable<infer C> ? C : never,
    ]);
  expect(kept).toEqual(["192.0.2.1", "2001:db8:1:2::/64"]);
});

test("P31: nobody is put out of the lobby alone, and the server bans instead of kicking", async () => {
  await using server = await serveOwned();
  const from = idOf("lin");
  for (const [event, request] of [
    ["ban", { room: "lobby", from }],
    ["kick", { room: "lobby", from }],
    ["kick", { room: "~server", from }],
    ["mute", { room: "lobby", from: idOf("ada"), minutes: 5 }],
  ] as const)
    expect(await codeOf(server.ada.client.ask(event, request))).toBe("forbidden");
  await using lin = await come(server.url, "lin");
  await granted(server.ada.client.ask("mute", { room: "lobby", from, minutes: 5 }));
  expect(await roomNotice(lin.client, ({ muted }) => muted !== undefined)).toMatchObject({
    room: "lobby",
  });
});

test("P31: with an address, strangers from there are kept out for an hour with who is banned, and known people come in", async () => {
  await using server = await serveOwned({ TRUSTED_PROXY: "X-Real-IP" });
  await using spammer = await Client.connect(
    server.url,
    "polling",
    { key: "a key of the spammer", name: "s" },
    comingFrom("192.0.2.7"),
  );
  const [, { you }] = (await spammer.next("dixiu")) as [string, Here["welcome"]];
  const ended = new Promise((resolve) => spammer.socket.once("disconnect", resolve));
  await granted(server.ada.client.ask("ban", { from: you.from, minutes: 600, address: true }));
  await ended;
  const { data } = (await refusedUntilBanned(server.url, comingFrom("192.0.2.7"))) as Error & {
    data: { until: number };
  };
  expect(data).toMatchObject({ code: "banned" });
  expect(data.until - Date.now()).toBeLessThanOrEqual(3_600_000);
  await using elsewhere = await Client.connect(
    server.url,
    "polling",
    { name: "guest" },
    comingFrom("192.0.2.8"),
  );
  await elsewhere.next("dixiu");
});

/** Tries to come as a stranger until the network is kept out, and resolves with the refusal. */
async function refusedUntilBanned(url: string, headers: Record<string, string>): Promise<Error> {
  for (let n = 0; n < 50; n += 1) {
    const came = await Client.attempt(url, { name: "stranger" }, headers);
    if (came instanceof Error) return came;
  }
  throw new Error("strangers still come in");
}
