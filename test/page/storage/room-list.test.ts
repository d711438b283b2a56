import { expect, test } from "bun:test";
import { openDrafts } from "../../../src/page/storage/drafts";
import { unmarked } from "../../../src/page/storage/kept-mark";
import { openRoomList } from "../../../src/page/storage/room-list";
import { memory } from "../../client/memory";

test("the lobby is always first on the list; the others follow in the order of the first visit", () => {
  const visits = openRoomList(memory());
  for (const room of ["designers", "lobby", "kitchen", "designers"]) visits.add(room);
  expect(visits.all().map(({ room }) => room)).toEqual(["lobby", "designers", "kitchen"]);
});

test("the last seen message is stored, and never goes back", () => {
  const store = memory();
  const before = openRoomList(store);
  before.add("designers");
  before.see("designers", 7);
  before.see("designers", 5);
  expect(openRoomList(store).of("designers").seen).toBe(7);
});

test("a room whose log was replaced is read from its beginning", () => {
  const visits = openRoomList(memory());
  visits.add("designers");
  visits.see("designers", 700);
  visits.restart("designers", 3);
  expect(visits.of("designers").seen).toBe(3);
});

test("P36: a mark that is set back to where the server has it gives way to a further one of another device", () => {
  const visits = openRoomList(memory());
  visits.mark("lobby", { seen: 3 });
  visits.unsee("lobby", 3);
  visits.mark("lobby", { seen: 15 });
  expect(visits.of("lobby").seen).toBe(15);
  visits.unsee("lobby", 4);
  visits.mark("lobby", { seen: 16 });
  expect(visits.of("lobby")).toMatchObject({ seen: 4, isUnread: true });
});

test("P26, P36: in another log the server may not have the mark in the lobby: it is told again, once", () => {
  const store = memory();
  const visits = openRoomList(store);
  visits.begin("first");
  visits.see("lobby", 5);
  visits.mark("lobby", { seen: 5 });
  visits.begin("first");
  expect(unmarked(visits.of("lobby"))).toBeUndefined();
  openRoomList(store).begin("restored");
  expect(unmarked(visits.of("lobby"))).toEqual({ seq: 5 });
  visits.mark("lobby", { seen: 5 });
  visits.begin("restored");
  expect(unmarked(visits.of("lobby"))).toBeUndefined();
});

test("two pages of one browser do not undo each other's changes to the room list", () => {
  const store = memory();
  const [one, other] = [openRoomList(store), openRoomList(store)];
  one.add("designers");
  other.add("kitchen");
  one.setLevel("designers", "all");
  expect(other.all().map(({ room, tell }) => [room, tell])).toEqual([
    ["lobby", "calls"],
    ["designers", "all"],
    ["kitchen", "calls"],
  ]);
});

test("a removed room is no longer on the list", () => {
  const visits = openRoomList(memory());
  visits.add("designers");
  visits.forget("designers");
  expect(visits.all().map(({ room }) => room)).toEqual(["lobby"]);
});

test.each(["{", "[1]", `[{"room":1}]`, `{"room":"designers"}`])(
  "a stored value of another program does no harm: %s",
  (kept) => {
    const store = memory();
    store.setItem("chuan.rooms", kept);
    expect(openRoomList(store).all()).toEqual([{ room: "lobby", tell: "calls" }]);
  },
);

test("without a store, the room list lasts as long as the page", () => {
  const visits = openRoomList(undefined);
  visits.add("designers");
  expect(visits.all().map(({ room }) => room)).toEqual(["lobby", "designers"]);
});

test("each room has its own draft, kept until it is sent", () => {
  const store = memory();
  const before = openDrafts(store);
  before.keep("designers", "half a sen");
  before.keep("kitchen", "tea?");
  before.keep("kitchen", "");
  const after = openDrafts(store);
  expect(["designers", "kitchen", "lobby"].map(after.of)).toEqual(["half a sen", "", ""]);
});
