/** What the page offers to those who keep order: what the server would not refuse (P31). */
import { expect, test } from "bun:test";
import { mayActOn, mayKeepOrder, overseen, placesFor } from "../../../src/page/order/may";
import type { Chat } from "../../../src/page/state/chat";
import { RoomFacts } from "../../../src/page/state/room-profile";
import type { Rank } from "../../../src/protocol";
import { signal } from "@preact/signals";

type Facts = Pick<Chat, "server" | "me" | "rooms">;

/** Ada, with her ranks in a room and on the server. */
function ada(inRoom: Rank | undefined, onServer: Rank | undefined, name = "designers") {
  const room = new RoomFacts(name, { tell: "calls", own: inRoom ? { rank: inRoom } : {} });
  const chat = {
    me: signal<string | undefined>("ada"),
    server: signal(onServer ? { rank: onServer } : {}),
    rooms: signal([room]),
  } as unknown as Facts;
  return { chat, room };
}

const ranks = (inRoom?: Rank, onServer?: Rank) => ({
  inRoom: new Map(inRoom ? [["lin", inRoom]] : []),
  onServer: new Map(onServer ? [["lin", onServer]] : []),
});

const CLOSED = "~secretsecretsecretsecr";

test.each([
  // own rank in the room and on the server, lin's rank in the room and on the server, and whether ada acts on lin
  [undefined, undefined, undefined, undefined, false],
  ["member", undefined, undefined, undefined, false],
  ["moderator", undefined, undefined, undefined, true],
  ["moderator", undefined, "member", undefined, true],
  ["moderator", undefined, "moderator", undefined, false],
  ["moderator", undefined, "owner", undefined, false],
  ["owner", undefined, "moderator", undefined, true],
  ["owner", undefined, "owner", undefined, false],
  ["member", "moderator", "member", "member", true],
  ["member", "moderator", "moderator", undefined, false],
  ["owner", "moderator", undefined, "moderator", true],
  ["moderator", "moderator", undefined, "owner", false],
] as const)(
  "P31: in an open room %s (on the server %s) acts on %s (on the server %s): %p",
  (own, onServer, other, there, is) => {
    const { chat, room } = ada(own, onServer);
    expect(mayActOn(chat, room, "lin", ranks(other, there))).toBe(is);
    expect(mayActOn(chat, room, "ada", ranks(other, there))).toBe(false);
  },
);

test("P31: a rank on the server counts in no closed room", () => {
  const { chat, room } = ada("member", "owner", CLOSED);
  expect(mayActOn(chat, room, "lin", ranks("member"))).toBe(false);
  expect(mayKeepOrder(chat, room)).toBe(true);
  expect(placesFor(chat, room, "lin", ranks("member")).map((place) => place.room)).toEqual([
    undefined,
  ]);
});

test("P31: nobody is put out of the lobby, and only owners change ranks", () => {
  const inLobby = ada(undefined, "moderator", "lobby");
  const [lobby] = placesFor(inLobby.chat, inLobby.room, "lin", ranks());
  expect(lobby?.doings).toEqual(["mute", "sweep", "pardon"]);
  const moderator = ada("moderator", undefined);
  expect(placesFor(moderator.chat, moderator.room, "lin", ranks("member"))).toEqual([
    { room: "designers", doings: ["mute", "sweep", "kick", "ban", "pardon"], ranks: [] },
  ]);
  const owner = ada("owner", undefined);
  const [place] = placesFor(owner.chat, owner.room, "lin", ranks("member"));
  expect([place?.doings.includes("rank"), place?.ranks]).toEqual([true, ["moderator", "owner"]]);
});

test("P31: reports are seen by a room's moderators, and those of all open rooms together by the server's", () => {
  expect(overseen(ada("member", undefined).chat)).toEqual([]);
  expect(overseen(ada("moderator", undefined).chat)).toEqual(["designers"]);
  expect(overseen(ada("owner", "moderator").chat)).toEqual([undefined]);
  expect(overseen(ada("owner", "moderator", CLOSED).chat)).toEqual([undefined, CLOSED]);
});
