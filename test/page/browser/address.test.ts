import { expect, test } from "bun:test";
import { invitationIn, transferIn, pathOf, placeIn } from "../../../src/page/browser/address";
import { transferPath } from "../../../src/page/devices/transfer-path";

const address = (path: string) => new URL(path, "https://chuan.example");

test.each([
  ["/", { room: "lobby" }],
  ["/#12", { room: "lobby", seq: 12 }],
  ["/r/designers", { room: "designers" }],
  ["/r/designers#7", { room: "designers", seq: 7 }],
  [`/r/${encodeURIComponent("设计组")}`, { room: "设计组" }],
])("%s names a place whose address it is", (path, place) => {
  expect(placeIn(address(path))).toEqual(place);
  expect(address(pathOf(place)).href).toBe(address(path).href);
});

test.each([
  ["/r/designers/", "designers"],
  ["/r/designers//", "designers"],
  ["/r/designers?from=mail", "designers"],
  ["/r/designers#no-message", "designers"],
  ["/r/Designers", "Designers"],
  ["/r/cafe%CC%81", "café"],
  ["/r/caf%C3%A9", "café"],
  ["/r/%64esigners", "designers"],
  ["/r/lobby", "lobby"],
  ["/index.html", "lobby"],
])("%s names the room %s", (path, room) =>
  expect(placeIn(address(path))).toEqual({ room: room.normalize("NFC") }),
);

test.each([
  "/r",
  "/r/",
  "/r//",
  "/r/#5",
  "/r//designers",
  "/r/%ff",
  "/r/%",
  "/r/%E0%A4%A",
  "/r/%00",
  "/r/a%20b",
  "/r/%20designers",
  "/r/a+b",
  "/r/a%2Fb",
  "/r/a%23b",
  "/r/a/b",
  "/r/designers/y/x",
  "/r/designers.",
  "/r/@designers",
  "/r/<b>",
  `/r/${"x".repeat(65)}`,
  `/r/${encodeURIComponent("设".repeat(65))}`,
  "/R/designers",
  "/rooms/designers",
  "/elsewhere",
])("P4: an address that no room can have names no place, and never the lobby: %s", (path) =>
  expect(placeIn(address(path))).toBeUndefined(),
);

test.each(["#abc", "#-1", "#1.5", "#", "#9999999999999999"])("%s is no message", (hash) =>
  expect(placeIn(address(`/${hash}`))).toEqual({ room: "lobby" }),
);

test("an identity is in the fragment of an address, which no server sees", () => {
  const ada = { key: "0123456789abcdef", name: "ada & 林 #1" };
  const link = address(transferPath(ada));
  expect([link.pathname, link.search]).toEqual(["/", ""]);
  expect(transferIn(link)).toEqual(ada);
});

test.each([
  "#12",
  "#key=short&name=ada",
  "#key=0123456789abcdef",
  "#key=0123456789abcdef&name=%00",
])("%s has no identity", (hash) => expect(transferIn(address(`/${hash}`))).toBeUndefined());

const TOKEN = "abcdefghijklmnopqrst-_";

test.each([
  [`/#invitation=${TOKEN}`, { token: TOKEN }],
  [`/r/designers#invitation=${TOKEN}`, { token: TOKEN, room: "designers" }],
  [`/r/${encodeURIComponent("设计组")}#invitation=${TOKEN}`, { token: TOKEN, room: "设计组" }],
  // Where no room can have the name, the invitation itself says which room it is for.
  [`/r/%ff#invitation=${TOKEN}`, { token: TOKEN }],
  // A link that was cut off is still one, and the page says so.
  [`/#invitation=${TOKEN.slice(1)}`, { token: TOKEN.slice(1) }],
  ["/#invitation=", { token: "" }],
])("P28: %s brings an invitation", (path, offer) =>
  expect(invitationIn(address(path))).toEqual(offer),
);

test.each(["/", "/#12", "/r/designers", `/#invite=${TOKEN}`, "/#key=0123456789abcdef&name=ada"])(
  "%s brings no invitation",
  (path) => expect(invitationIn(address(path))).toBeUndefined(),
);
