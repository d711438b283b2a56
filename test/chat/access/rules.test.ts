import { expect, test } from "bun:test";
import {
  type Action,
  rankThatCounts,
  type RoomState,
  whyNot,
} from "../../../src/chat/access/rules";
import { type Rank, SERVER_ROOM } from "../../../src/protocol";
import type { Facts, Invitation } from "../../../src/store";
import { acceptance } from "../../../src/chat/invitations/acceptance";
import { ranking } from "../../../src/chat/rooms/rank";
import { Refusal } from "../../../src/chat/refusal";

const CLOSED = `~${"x".repeat(22)}`;
const RANKS = [undefined, "member", "moderator", "owner"] as const;

/** Who may do it, of strangers, members, moderators and owners of a room, or of the server. */
const mayDo = (action: Action, room: string, ranksOf: (rank: Rank | undefined) => object) =>
  RANKS.filter((rank) => {
    const ranks = { inRoom: undefined, onServer: undefined, ...ranksOf(rank) };
    return whyNot(action, room, ranks, undefined) === undefined;
  }).map((rank): string => rank ?? "stranger");

const ALL = ["stranger", "member", "moderator", "owner"];
const from = (least: string) => ALL.slice(ALL.indexOf(least));

/** Everybody from a rank up; nobody where it is none. */
const least = (rank: string) => (rank === "" ? [] : from(rank));

/** The least rank for each action: of the room in open and closed ones, of the server in open rooms, and of the server in `~server`. */
const TABLE: [Action, open: string, byServer: string, closed: string, server: string][] = [
  ["read", "stranger", "stranger", "member", "moderator"],
  ["write", "stranger", "stranger", "member", "moderator"],
  ["remove", "stranger", "stranger", "member", "moderator"],
  ["members", "stranger", "stranger", "member", "moderator"],
  ["invite", "member", "moderator", "member", "member"],
  ["oversee", "moderator", "moderator", "moderator", "moderator"],
  ["settle", "moderator", "moderator", "moderator", "owner"],
  ["keep", "owner", "owner", "owner", "owner"],
  ["list", "owner", "moderator", "", ""],
  ["rank", "member", "moderator", "member", "member"],
  ["quit", "member", "moderator", "member", "member"],
  ["dissolve", "owner", "owner", "owner", ""],
];

test.each(TABLE)(
  "P29, P31: `%s` takes %s of an open room, or %s of the server; %s of a closed room; %s in ~server",
  (action, open, byServer, closed, server) => {
    expect(mayDo(action, "designers", (inRoom) => ({ inRoom }))).toEqual(least(open));
    expect(mayDo(action, "designers", (onServer) => ({ onServer }))).toEqual(least(byServer));
    expect(mayDo(action, CLOSED, (inRoom) => ({ inRoom }))).toEqual(least(closed));
    expect(mayDo(action, CLOSED, (onServer) => ({ onServer }))).toEqual([]);
    expect(mayDo(action, SERVER_ROOM, (onServer) => ({ onServer }))).toEqual(least(server));
  },
);

const DIRECT: RoomState = { kind: "direct" };

/** What a member of a direct room may do there. There is no higher rank in one; an owner's would make no difference. */
const mayDoDirectly = (inRoom: Rank | undefined, onServer?: Rank) =>
  [...TABLE.map(([action]) => action), "moderate" as const, "report" as const].filter(
    (action) => whyNot(action, CLOSED, { inRoom, onServer }, DIRECT) === undefined,
  );

test("P30: in a direct room its two members read, write, remove their own and see each other, and nobody does anything else", () => {
  for (const rank of ["member", "moderator", "owner"] as const)
    expect(mayDoDirectly(rank)).toEqual(["read", "write", "remove", "members"]);
  expect(mayDoDirectly(undefined, "owner")).toEqual([]);
  const stranger = { inRoom: undefined, onServer: "owner" } as const;
  expect(whyNot("read", CLOSED, stranger, DIRECT)?.wire).toEqual(
    whyNot("read", CLOSED, stranger, undefined)?.wire,
  );
});

test("P29: nobody invites to the lobby, dissolves it, or has a rank in it, not even owners of the server", () => {
  for (const action of ["invite", "dissolve", "rank"] as const)
    expect(mayDo(action, "lobby", (onServer) => ({ onServer }))).toEqual([]);
});

test("H28: a stranger is told the same of a closed room, whatever state it is in and whatever is asked", () => {
  const strangers = { inRoom: undefined, onServer: "owner" } as const;
  const profiles: (RoomState | undefined)[] = [undefined, { isDissolved: true }, { locked: true }];
  const refusals = TABLE.flatMap(([action]) =>
    profiles.map((profile) => whyNot(action, CLOSED, strangers, profile)?.wire),
  );
  expect(new Set(refusals.map((wire) => JSON.stringify(wire))).size).toBe(1);
  expect(refusals[0]).toMatchObject({ code: "forbidden" });
});

const counts = (room: string, inRoom: Rank | undefined, onServer: Rank) =>
  rankThatCounts(room, { inRoom, onServer });

test("P31: the server's rank counts in open rooms from moderators up, where it is the higher one, and in no closed room", () => {
  expect(counts("designers", undefined, "member")).toBeUndefined();
  expect(counts("designers", "member", "moderator")).toBe("moderator");
  expect(counts("designers", "owner", "moderator")).toBe("owner");
  expect(counts(CLOSED, "member", "owner")).toBe("member");
});

/** Facts of a room with these ranks, on a server with those. */
function facts(inRoom: Record<string, Rank>, onServer: Record<string, Rank> = {}): Facts {
  return {
    profiles: new Map(),
    rank: (room, who) => (room === SERVER_ROOM ? onServer : inRoom)[who],
    owners: () => Object.values(inRoom).filter((rank) => rank === "owner").length,
    head: () => 0,
    restrictions: () => [],
    acts: () => 0,
    foundedLately: 0,
    now: 1000,
  };
}

const outcome = (decide: () => object): string => {
  try {
    decide();
    return "ok";
  } catch (error) {
    return error instanceof Refusal ? (error.wire.reason ?? error.wire.code) : String(error);
  }
};

test("P31: who gives whom which rank: all acts by all ranks", () => {
  const acts: string[] = [];
  for (const by of RANKS.slice(1))
    for (const whom of RANKS.slice(1))
      for (const rank of RANKS.slice(1)) {
        const given = { by: "by", room: CLOSED, person: { from: "whom", name: "" }, rank: rank! };
        const ranks = { by: by!, whom: whom!, other: "owner" } as const;
        if (outcome(() => ranking(facts(ranks), given)) === "ok")
          acts.push(`${by} makes ${whom} ${rank}`);
      }
  expect(acts).toEqual([
    "moderator makes member member",
    "owner makes member member",
    "owner makes member moderator",
    "owner makes member owner",
    "owner makes moderator member",
    "owner makes moderator moderator",
    "owner makes moderator owner",
  ]);
});

const self = (now: Rank, rank: Rank, others: Record<string, Rank> = {}) =>
  outcome(() =>
    ranking(facts({ by: now, ...others }), {
      by: "by",
      room: CLOSED,
      person: { from: "by", name: "" },
      rank,
    }),
  );

test("P31: one lowers one's own rank and never raises it, and the last owner keeps it", () => {
  expect(self("moderator", "member")).toBe("ok");
  expect(self("moderator", "owner")).toBe("forbidden");
  expect(self("owner", "member")).toBe("forbidden");
  expect(self("owner", "member", { other: "owner" })).toBe("ok");
  expect(self("owner", "owner")).toBe("ok");
});

const invitation: Invitation = {
  id: "i",
  hash: "h",
  room: CLOSED,
  rank: "moderator",
  maker: "maker",
  at: 0,
  until: 2000,
  uses: 2,
  used: 0,
};
const guest = { person: { from: "guest", name: "guest" }, isKnown: false, entry: "open" } as const;

test.each<[string, Partial<Invitation>, Record<string, Rank>]>([
  ["ok", {}, { maker: "owner" }],
  ["ok", { maker: undefined }, {}],
  ["revoked", { isRevoked: true }, { maker: "owner" }],
  ["revoked", {}, { maker: "moderator" }],
  ["revoked", {}, { maker: "member" }],
  ["revoked", {}, {}],
  ["ok", { rank: "member" }, { maker: "member" }],
  ["expired", { until: 1000 }, { maker: "owner" }],
  ["used_up", { used: 2 }, { maker: "owner" }],
  // Somebody who is in already is let in, whatever has become of it.
  ["ok", { used: 2 }, { maker: "owner", guest: "moderator" }],
  ["used_up", { used: 2 }, { maker: "owner", guest: "member" }],
])("P28: accepting an invitation is %s: %j, with these ranks: %j", (expected, changed, ranks) => {
  const known = { ...facts(ranks), invitation: { ...invitation, ...changed } };
  expect(outcome(() => acceptance(known, guest))).toBe(expected);
});

const accepted = (onServer: Record<string, Rank>, isKnown: boolean) => {
  const known = { ...facts({ maker: "owner" }, onServer), invitation };
  return outcome(() => acceptance(known, { ...guest, isKnown, entry: "invited" }));
};

test("P28: on a server by invitation, only invitations of the server's moderators let strangers in", () => {
  expect(accepted({ maker: "member" }, false)).toBe("invitation_needed");
  expect(accepted({ maker: "moderator" }, false)).toBe("ok");
  expect(accepted({ maker: "member" }, true)).toBe("ok");
});

test("P28: accepting counts one use, makes the member, and makes somebody unknown known", () => {
  const known = { ...facts({ maker: "owner" }), invitation };
  expect(acceptance(known, guest)).toEqual({
    members: [
      { room: CLOSED, person: guest.person, rank: "moderator" },
      { room: SERVER_ROOM, person: guest.person, rank: "member" },
    ],
    invitation: { ...invitation, used: 1 },
  });
});
